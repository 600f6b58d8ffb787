import { classify } from '../../mail/bounces/classify.js';
import type { BounceClass } from '../../mail/bounces/decide.js';
import type { DeliveryLine } from '../../stats/deliveries/delivery-line.js';

const kinds: Record<string, string> = {
  lesson: 'Lesson',
  reminder: 'Reminder',
  welcome: 'Welcome',
  closing: 'End of a programme',
  alert: 'Alert',
  'alert-test': 'Test of an alert',
  confirm: 'Confirmation of a sign-up',
  invitation: 'Invitation',
  'already-member': 'Already a member',
  notice: 'Notice before a start',
  'page-link': 'Link to their page',
  'sign-in': 'Way to sign in',
  digest: 'Mail on Mondays',
  nudge: 'Nudge',
  farewell: 'Farewell',
};

const states: Record<DeliveryLine['state'], string> = {
  planned: 'Waits for its time',
  sending: 'Being sent',
  sent: 'Sent',
  deferred: 'Put off',
  refused: 'Refused',
  unconfirmed: 'Nobody knows whether it went',
  bounced: 'Sent, and came back',
  expired: 'Not sent: too late',
  cancelled: 'Not sent: it was not wanted any more',
};

/** What a rule of the bounces means for somebody who does not run mail servers; by the rule's name. */
const reasons: Record<string, string> = {
  'recipient not in the directory': 'There is no such mailbox.',
  'no such account': 'There is no such mailbox.',
  'unknown user': 'There is no such mailbox.',
  'no such domain': 'There is no such domain: what stands after the @ is wrong or gone.',
  'unknown host': 'There is no such domain: what stands after the @ is wrong or gone.',
  'moved or closed': 'The mailbox was closed, or its owner moved away.',
  'mailbox not available': 'The mailbox takes no mail.',
  'recipient refused': 'Their mail server takes no mail for this address.',
  'mailbox full': 'The mailbox is full.',
  'disabled for a while': 'The mailbox is switched off for now.',
  greylisting: 'Their mail server asks everybody new to try again later.',
  "recipient's own rate": 'The mailbox gets more mail than it takes at a time.',
  'too many connections': 'Their mail server is busy.',
  'cannot be checked now': 'Their mail server could not check the address for now.',
  connection: 'Their mail server could not be reached.',
  'gave up after trying': 'Their mail server could not be reached for long.',
  'mail loop': 'Mail to this address goes round in circles on their side.',
  "trouble at the recipient's system": 'Their mail server has trouble of its own.',
  spam: 'It was taken for spam.',
  virus: 'It was taken for something harmful.',
  content: 'Something in it was not wanted.',
  'message size': 'It was too large.',
  policy: 'A rule of theirs kept it out.',
  'refused without a reason': 'It was refused without a reason.',
  protocol: 'Our relay and their mail server did not understand each other.',
  'sender authentication': 'It did not prove that it comes from us: see SPF, DKIM and DMARC in `doctor`.',
  'sender refused': 'They take no mail from our address.',
  'relaying denied': 'The relay would not pass it on.',
  'block list or reputation': 'Our relay is on a block list, or not trusted.',
  'reverse DNS or greeting': 'The name of our relay does not fit its address.',
  TLS: 'No encrypted connection could be made.',
  'sending rate': 'We sent too fast.',
};

const classes: Record<BounceClass, string> = {
  address: 'The address does not work.',
  soft: 'It did not work for now.',
  ours: 'It was refused for our own sake, not theirs.',
  complaint: 'They marked it as unwanted.',
  information: 'Nothing is wrong.',
  unknown: 'Nobody could tell why.',
};

/** What sort of mail it is. */
export const kindWords = (kind: string): string => kinds[kind] ?? kind;

/** What became of it. */
export const stateWords = (state: DeliveryLine['state']): string => states[state];

/** Why it did not arrive, in plain words; undefined: it is not known that it did not. */
export function reasonWords({ state, heard, reply }: DeliveryLine): string | undefined {
  if (heard) return heardWords(heard);
  if (state !== 'deferred' || !reply) return undefined;
  if (!/^4\d\d/.test(reply)) return 'Our own relay could not take it.';
  const { class: bounceClass, matched } = classify({ diagnostic: reply });
  return heardWords({ class: bounceClass === 'address' ? 'soft' : bounceClass, matched });
}

/** What an enhanced status code means where the text told nothing (RFC 3463); the first that fits. */
const statuses: [RegExp, string][] = [
  [/^[45]\.1\.2$/, 'There is no such domain: what stands after the @ is wrong or gone.'],
  [/^5\.1\./, 'There is no such mailbox.'],
  [/^5\.2\.1$/, 'The mailbox was closed.'],
  [/^[45]\.2\.2$/, 'The mailbox is full.'],
  [/^[45]\.3\.4$/, 'It was too large.'],
  [/^[45]\.4\./, 'Their mail server could not be reached.'],
  [/^[45]\.6\./, 'Something in it was not wanted.'],
  [/^[45]\.7\./, 'A rule of theirs, or of our relay, kept it out.'],
];

/** What was heard of a mail, in plain words. */
export function heardWords({ class: bounceClass, matched }: { class: BounceClass; matched: string }): string {
  const name = matched.replace(/^until too late: /, '').replace(/ \(other language\)$/, '');
  const status = /^status (\S+)$/.exec(name)?.[1] ?? '';
  const told = reasons[name] ?? statuses.find(([pattern]) => pattern.test(status))?.[1];
  // what speaks of an address was taken back by something else that was said
  return told && !(bounceClass === 'soft' && told.startsWith('There is no')) ? told : classes[bounceClass];
}
