import { mailDomain } from './mail-domain.js';
import { named } from './quoted.js';
import { trimmed } from './white-space.js';

/** An address to send to. */
export interface Address {
  /** the local part as typed, the domain in lower-case ASCII */
  address: string;
  /** all of it in lower case: two spellings of one mailbox have the same key; identity is decided by it */
  key: string;
}

/** the longest text that is looked at: room for a name beside the address */
const LONGEST_TEXT = 1000;
/** RFC 5321 section 4.5.3.1: 64 octets before the @; a path of 256 with its brackets leaves 254 */
const LONGEST_LOCAL_PART = 64;
const LONGEST_ADDRESS = 254;

/**
 * Reads one e-mail address as people write it: alone, as `Name <a@b>`, as `mailto:a@b`, in quotation marks, with a
 * stray comma or semicolon. The syntax is RFC 5321's without quoted local parts and IP literals; internationalised
 * domains are put into ASCII, other local parts than ASCII are refused because the mail leaves over plain SMTP.
 * Answers the address, or what is wrong with it as a sentence without its subject.
 */
export function parseAddress(text: string): Address | { problem: string } {
  if (text.length > LONGEST_TEXT) return { problem: 'is too long for an address' };
  const outer = unwrapped(text);
  if (outer === '') return { problem: 'is empty' };
  const [, name = '', inner = outer] = /^([^<>]*)<([^<>]*)>$/.exec(outer) ?? [];
  const plain = unwrapped(inner);
  if (holdsSeveral(outer) && !namesItself(name, plain)) return { problem: 'holds more than one address: give one' };
  if (/\p{Cc}/u.test(plain)) return { problem: 'has a line break or a control character in it' };

  const at = plain.lastIndexOf('@');
  if (at < 0) return { problem: 'has no @, as in name@example.org' };
  const local = plain.slice(0, at);
  const problem = localPartProblem(local);
  if (problem !== undefined) return { problem };
  const domain = mailDomain(plain.slice(at + 1));
  if ('problem' in domain) return domain;
  const address = `${local}@${domain.ascii}`;
  if (address.length > LONGEST_ADDRESS) return { problem: `is longer than ${LONGEST_ADDRESS} characters` };
  return { address, key: address.toLowerCase() };
}

/** Takes off what stands around an address: white space, a stray separator, quotation marks, `mailto:`. */
function unwrapped(text: string): string {
  let plain = trimmed(text).replace(/^[;,]+|[;,]+$/g, '');
  plain = trimmed(plain);
  const [, withinMarks] = /^(?:"([^"]*)"|'([^']*)'|‘([^’]*)’|“([^”]*)”)$/su.exec(plain)?.filter((part) => part) ?? [];
  plain = trimmed(withinMarks ?? plain);
  const [, linked] = /^mailto:([^?]*)/i.exec(plain) ?? [];
  if (linked === undefined) return plain;
  try {
    return trimmed(decodeURIComponent(linked));
  } catch {
    return trimmed(linked);
  }
}

function holdsSeveral(text: string): boolean {
  return text.split(/[\s;,|<>()]+/).filter((part) => /[^@]@[^@]/.test(part)).length > 1;
}

/** `a@b.c <a@b.c>` or a name with a lone @ in it: still one address. */
function namesItself(name: string, address: string): boolean {
  const other = unwrapped(name).toLowerCase();
  return !holdsSeveral(address) && (other === address.toLowerCase() || !/[^@\s]@[^@\s]/.test(other));
}

/** RFC 5321 section 4.1.2: Dot-string; what is wrong with a local part, or undefined. */
function localPartProblem(local: string): string | undefined {
  if (local === '') return 'has nothing before the @';
  if (local.includes('@')) return 'has more than one @';
  if (/\s/u.test(local)) return 'has a space before the @';
  const invisible = /\p{Cf}/u.exec(local);
  if (invisible) return `has an invisible character before the @ (${named(invisible[0])})`;
  const foreign = /[^\x21-\x7e]/u.exec(local);
  if (foreign) return `has "${foreign[0]}" before the @: only unaccented letters, digits and signs can be mailed there`;
  const wrong = /[^A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]/.exec(local);
  if (wrong) return `has ${wrong[0] === '"' ? 'a quotation mark' : `"${wrong[0]}"`} before the @`;
  if (local.startsWith('.') || local.endsWith('.')) return 'has a dot at the start or the end of the part before the @';
  if (local.includes('..')) return 'has two dots in a row before the @';
  if (local.length > LONGEST_LOCAL_PART) return `has more than ${LONGEST_LOCAL_PART} characters before the @`;
  return undefined;
}
