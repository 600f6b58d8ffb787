import type { Contact } from './contact.entity.js';

/** A part of a contact that people use. */
export type ContactPart = 'phone' | 'url' | 'address';

/** Whom lessons, mails and pages name, with what of each they rely on; the name always. A test holds it against the lessons. */
export const contactLines: Record<string, { label: string; needs: ContactPart[] }> = {
  liveAttack: { label: 'An attack going on now', needs: ['phone'] },
  reportFraud: { label: 'An attack that is over, or fraud', needs: ['phone', 'url'] },
  policeScotland: { label: 'In Scotland, for both', needs: ['phone'] },
  suspiciousEmail: { label: 'A suspicious e-mail', needs: ['address'] },
  suspiciousText: { label: 'A suspicious text', needs: ['phone'] },
  bank: { label: 'The bank', needs: ['phone'] },
  ico: { label: 'A leak of people’s data', needs: ['url'] },
  signpost: { label: 'Which of them it is', needs: ['url'] },
};

/** Days after which a contact should be tried again. */
export const CHECK_DAYS = 90;

/** Contacts that nobody checked for too long. @param today `yyyy-mm-dd` */
export function stale<T extends Pick<Contact, 'checkedOn'>>(contacts: T[], today: string): T[] {
  return contacts.filter(({ checkedOn }) => Date.parse(today) - Date.parse(checkedOn) > CHECK_DAYS * 24 * 3600_000);
}
