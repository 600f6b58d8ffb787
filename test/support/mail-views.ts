const contact = {
  liveAttack: { name: 'Report Fraud', phone: '0300 123 2040', url: null, address: null },
  reportFraud: {
    name: 'Report Fraud',
    phone: '0300 123 2040',
    url: 'https://www.reportfraud.police.uk',
    address: null,
  },
  policeScotland: { name: 'Police Scotland', phone: '101', url: null, address: null },
  suspiciousEmail: { name: 'NCSC', phone: null, url: null, address: 'report@phishing.gov.uk' },
  suspiciousText: { name: 'Your network', phone: '7726', url: null, address: null },
  bank: { name: 'Your bank', phone: '159', url: null, address: null },
  ico: { name: 'the Information Commissioner’s Office', phone: null, url: 'https://ico.org.uk', address: null },
  signpost: { name: 'Signpost', phone: null, url: 'https://signpost-cyber-incident.service.gov.uk/', address: null },
};

const centre = {
  name: 'Riverside Cyber Resilience Centre',
  programmeName: 'Little Steps',
  postalAddress: '1 Quay Street\nRiverside\nRV1 1AA',
  email: 'steps@example.org',
  url: 'https://steps.example.org',
  host: 'steps.example.org',
  accent: '#0b6e69',
  privacyUrl: 'https://steps.example.org/privacy',
};

/** A view that fills a mail of any kind, with what the test changes in it. */
export function mailView(changes: object = {}): Record<string, unknown> {
  const url = `${centre.url}/lesson/1.AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdefg`;
  return {
    centre,
    contact,
    greeting: 'Hello Jo,',
    why: 'You get this because you are a member for Mill Lane Joinery.',
    unsubscribeUrl: `${centre.url}/unsubscribe/1.AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdefg`,
    organisation: 'Mill Lane Joinery',
    programme: 'Core steps',
    confirmUrl: `${centre.url}/confirm/1.AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdefg`,
    validDays: 7,
    offer: null,
    pageRequestUrl: `${centre.url}/my-page`,
    pageUrl: `${centre.url}/me/1.AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdefg`,
    minutes: 60,
    signInUrl: `${centre.url}/sign-in/1.AbCdEfGhIjKlMnOpQrStUv`,
    askUrl: `${centre.url}/sign-in`,
    code: '4F7K-2QWX',
    invited: false,
    invitationUrl: `${centre.url}/invitation/1.AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdefg`,
    seen: 'The coordinator at Mill Lane Joinery sees which lessons you started and finished, never what you answered.',
    firstLesson: 'Tuesday 24 March at 09:00',
    weekday: 'Tuesday',
    time: '09:00',
    steps: 28,
    done: 21,
    lesson: {
      number: 2,
      of: 28,
      programme: 'Core steps',
      title: 'Your e-mail opens everything',
      action: 'Turn on a passkey for the main business mailbox.',
      url,
      code: '4F7K 2QWX 9M',
      goUrl: `${centre.url}/go`,
    },
    choices: [0, 1, 2, 3].map((choice) => `${url}?choice=${choice}`),
    question: undefined,
    missed: [],
    ...changes,
  };
}
