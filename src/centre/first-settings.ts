import type { Centre } from './centre.entity.js';
import type { Contact } from './contact.entity.js';

/** What a new service starts with; the centre's own settings afterwards. */
export const firstCentre: Centre = {
  id: 1,
  name: 'Your Cyber Resilience Centre',
  programmeName: 'Little Steps',
  postalAddress: 'The postal address of your centre goes here',
  email: 'hello@localhost',
  website: null,
  bookAChatUrl: null,
  accent: '#0b6e69',
  accentDark: null,
  logoHash: null,
  weekday: 2,
  time: '09:00',
  zone: 'Europe/London',
  zones: [],
  termsVersion: '2026-11-22',
  privacyVersion: '2026-11-22',
};

const checkedOn = '2026-11-22';
const line = (key: string, name: string, rest: Partial<Contact>): Contact => ({
  key,
  nation: '',
  name,
  phone: null,
  url: null,
  address: null,
  note: null,
  checkedOn,
  ...rest,
});
const reportFraud = { phone: '0300 123 2040', url: 'https://www.reportfraud.police.uk/' };
const policeScotland = {
  phone: '101',
  url: 'https://www.scotland.police.uk/advice/scams-and-frauds/cyber-related-financial-crime/',
};
const emergency = 'In danger of life, ring 999.';

/** Reporting lines of the United Kingdom; a person of the centre confirms them and dates them anew. */
export const firstContacts: Contact[] = [
  line('liveAttack', 'Report Fraud', { ...reportFraud, note: emergency }),
  line('liveAttack', 'Police Scotland', { ...policeScotland, nation: 'scotland', note: emergency }),
  line('reportFraud', 'Report Fraud', reportFraud),
  line('reportFraud', 'Police Scotland', { ...policeScotland, nation: 'scotland' }),
  line('policeScotland', 'Police Scotland', policeScotland),
  line('suspiciousEmail', 'Suspicious e-mail reporting', { address: 'report@phishing.gov.uk' }),
  line('suspiciousText', 'Suspicious text reporting', { phone: '7726' }),
  line('bank', 'Your bank', { phone: '159' }),
  line('ico', "Information Commissioner's Office", { url: 'https://ico.org.uk/' }),
  line('signpost', 'Where to report a cyber incident', { url: 'https://signpost-cyber-incident.service.gov.uk/' }),
];
