import { checkServerIdentity, type ConnectionOptions, type PeerCertificate } from 'node:tls';
import { DateTime } from 'luxon';
import { fail, ok, warn, type Verdict } from './verdict.js';

/** From when to when a certificate holds. */
export interface Validity {
  from: Date;
  to: Date;
}

const DAY = 86_400_000;

/**
 * TLS settings that look at the other side's certificate on the way; all checks stay as strict as they are.
 * @param authorities those to trust instead of the usual ones (PEM)
 */
export function witness(authorities?: string[]): { tls: ConnectionOptions; seen: () => Validity | undefined } {
  let seen: PeerCertificate | undefined;
  return {
    tls: {
      ...(authorities && { ca: authorities }),
      checkServerIdentity(host, certificate) {
        seen = certificate;
        return checkServerIdentity(host, certificate);
      },
    },
    seen: () => seen && { from: new Date(seen.valid_from), to: new Date(seen.valid_to) },
  };
}

/**
 * How long a certificate still holds. It should have been renewed when a fifth of its life is left, or 14 days of a long
 * one: automatic renewal comes at a third (of 90 days) or a half (of six). @param now real time
 */
export function validity({ from, to }: Validity, now: Date, whose: string): Verdict {
  const left = to.getTime() - now.getTime();
  const until = DateTime.fromJSDate(to, { zone: 'utc' }).toFormat('d LLL yyyy');
  const mend = `Renew the certificate of ${whose}, and see why it was not renewed by itself.`;
  if (left <= 0) return fail(`the certificate ended on ${until}`, mend);
  if (left < Math.min(14 * DAY, (to.getTime() - from.getTime()) / 5))
    return warn(`the certificate ends on ${until}, in ${Math.floor(left / DAY)} days`, mend);
  return ok(`certificate until ${until}`);
}
