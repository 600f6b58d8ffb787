import { AsyncLocalStorage } from 'node:async_hooks';
import type { Pool } from 'pg';
import { authTables } from './auth-tables.js';

/** Minutes a mailed link or code is good for. */
export const SIGN_IN_MINUTES = 15;
/** Hours without a request after which a session ends. */
const IDLE_HOURS = 12;
/** The header in which better-auth is told where a request comes from; set by us, never by the caller. */
export const NETWORK_HEADER = 'x-staff-network';

/** What sign-in rests on. */
export interface AuthGround {
  publicUrl: string;
  /** from which cookies are signed */
  secret: string;
  secureCookies: boolean;
  pool: Pool;
  /** whether an account may have a session still */
  mayEnter(staffUserId: string): Promise<boolean>;
  log(level: 'debug' | 'info' | 'warn' | 'error', message: string): void;
}

/** The token that better-auth is to take for the link being made. */
export const linkToken = new AsyncLocalStorage<string>();

/**
 * better-auth as we use it: magic links that we mail ourselves, and passkeys; its own tables in our database.
 * No route of it is open: our controllers ask it, so that each way in stands in the table of permissions.
 * Loaded when first needed, because loading takes the better part of a second.
 */
export async function makeAuth(ground: AuthGround) {
  const [{ betterAuth }, { magicLink }, { passkey }, { APIError }] = await Promise.all([
    import('better-auth'),
    import('better-auth/plugins'),
    import('@better-auth/passkey'),
    import('better-auth/api'),
  ]);
  const { hostname, origin } = new URL(ground.publicUrl);
  const onlyVerified = (userVerified: boolean) => {
    if (!userVerified) throw new APIError('FORBIDDEN', { message: 'no PIN, face or finger was asked for' });
  };
  return betterAuth({
    appName: 'Little Steps',
    baseURL: ground.publicUrl,
    basePath: '/auth',
    secret: ground.secret,
    database: ground.pool,
    telemetry: { enabled: false },
    logger: { level: 'warn', log: (level, message) => ground.log(level, message) },
    user: { ...authTables.user, additionalFields: { role: { type: 'string', required: true, input: false } } },
    account: authTables.account,
    verification: authTables.verification,
    session: { ...authTables.session, expiresIn: IDLE_HOURS * 3600, updateAge: 60 },
    rateLimit: { ...authTables.rateLimit, enabled: true, storage: 'database', window: 60, max: 30 },
    advanced: {
      cookiePrefix: 'little-steps',
      database: { generateId: 'uuid' },
      useSecureCookies: ground.secureCookies,
      ipAddress: { ipAddressHeaders: [NETWORK_HEADER] },
    },
    databaseHooks: {
      session: { create: { before: async ({ userId }) => ((await ground.mayEnter(userId)) ? undefined : false) } },
    },
    plugins: [
      magicLink({
        disableSignUp: true,
        expiresIn: SIGN_IN_MINUTES * 60,
        storeToken: 'hashed',
        generateToken: () => linkToken.getStore()!,
        sendMagicLink: async () => {},
        rateLimit: { window: 60, max: 20 },
      }),
      passkey({
        rpID: hostname,
        rpName: 'Little Steps',
        origin,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        registration: {
          afterVerification: ({ verification }) => onlyVerified(verification.registrationInfo?.userVerified ?? false),
        },
        authentication: {
          afterVerification: ({ verification }) => onlyVerified(verification.authenticationInfo.userVerified),
        },
        schema: { passkey: authTables.passkey },
      }),
    ],
  });
}

/** better-auth, set up. */
export type Auth = Awaited<ReturnType<typeof makeAuth>>;
