const snake = (name: string) => name.replace(/[A-Z]+/g, (capitals) => `_${capitals.toLowerCase()}`);
const spelt = (modelName: string, ...names: string[]) => ({
  modelName,
  fields: Object.fromEntries(names.map((name) => [name, snake(name)])),
});

/** What better-auth's tables and columns are called with us. */
export const authTables = {
  user: spelt('staff_user', 'emailVerified', 'createdAt', 'updatedAt'),
  session: spelt('staff_session', 'expiresAt', 'createdAt', 'updatedAt', 'ipAddress', 'userAgent', 'userId'),
  account: spelt(
    'staff_account',
    'accountId',
    'providerId',
    'userId',
    'accessToken',
    'refreshToken',
    'idToken',
    'accessTokenExpiresAt',
    'refreshTokenExpiresAt',
    'createdAt',
    'updatedAt',
  ),
  verification: spelt('staff_verification', 'expiresAt', 'createdAt', 'updatedAt'),
  passkey: spelt('passkey', 'publicKey', 'userId', 'credentialID', 'deviceType', 'backedUp', 'createdAt'),
  rateLimit: spelt('staff_rate_limit', 'lastRequest'),
};
