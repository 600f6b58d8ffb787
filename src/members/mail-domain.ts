import { domainToASCII } from 'node:url';
import { named } from './quoted.js';

/** RFC 1035 section 2.3.4 */
const LONGEST_DOMAIN = 253;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The domain of an address in lower-case ASCII (internationalised ones by UTS 46), or what is wrong with it. At least
 * two labels of letters, digits and hyphens (RFC 1123 section 2.1), no IP address.
 */
export function mailDomain(text: string): { ascii: string } | { problem: string } {
  if (text === '') return { problem: 'has nothing after the @' };
  if (/^\[.*\]$|^[\d.]+$/.test(text)) return { problem: 'has an IP address after the @: a domain is needed' };
  if (/\s/u.test(text)) return { problem: 'has a space after the @' };
  const wrong = /[^A-Za-z0-9.\u0080-\u{10ffff}-]/u.exec(text);
  if (wrong) return { problem: `has "${wrong[0]}" after the @` };
  if (/^\.|\.$|\.\./.test(text)) return { problem: 'has a dot too many after the @' };
  if (!/[.\u3002\uff0e\uff61]/u.test(text)) return { problem: 'needs a dot after the @, as in name@example.org' };
  const invisible = /(?![\u00ad\u200c\u200d])\p{Cf}/u.exec(text);
  if (invisible) return { problem: `has an invisible character after the @ (${named(invisible[0])})` };

  const ascii = text.length > LONGEST_DOMAIN ? text : domainToASCII(text);
  if (ascii.length > LONGEST_DOMAIN) return { problem: `has more than ${LONGEST_DOMAIN} characters after the @` };
  const labels = ascii.split('.');
  const isAddress = /^(?:\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '');
  if (isAddress || labels.length < 2 || !labels.every((label) => LABEL.test(label)))
    return { problem: 'has no valid domain after the @' };
  return { ascii };
}
