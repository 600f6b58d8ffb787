/** Mails a minute to a recipient's domain, over all workers: a small firm's own mail server, often on shared hosting, begins to put off beyond. */
const SMALL = 60;
/** To a domain of many million mailboxes. */
const LARGE = 600;
const large = new Set(
  `gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk live.com live.co.uk msn.com yahoo.com yahoo.co.uk ymail.com
   icloud.com me.com mac.com aol.com btinternet.com sky.com virginmedia.com talktalk.net proton.me protonmail.com gmx.com gmx.de
   web.de nhs.net`.split(/\s+/),
);

/** A domain, or the relay as a whole, that asked for less gets no less than so many a minute. */
const LEAST = 2;
/** Milliseconds of domain time after which twice as many are tried again. */
const RECOVERY = 10 * 60_000;
/** A request to be slower. */
export interface Slowed {
  to: number;
  at: Date;
}

/**
 * Mails a minute to a domain when nobody complained; null: as many as there are. A server of our own, on this machine or
 * in our own network, has limits of its own and knows better.
 */
export function usualRate(domain: string, near: boolean): number | null {
  if (near) return null;
  return large.has(domain) ? LARGE : SMALL;
}

/** Mails a minute that go now: after a complaint half, twice as many every ten minutes, until it is as usual. */
export function rateNow(usual: number | null, slowed: Slowed | undefined, now: Date): number | null {
  if (!slowed) return usual;
  const doubled = slowed.to * 2 ** Math.floor(Math.max(0, now.getTime() - slowed.at.getTime()) / RECOVERY);
  if (usual !== null) return Math.min(usual, doubled);
  return doubled >= LARGE ? null : doubled;
}

/** Mails a minute after a complaint. @param rate what went until now; null: as many as there were */
export function halved(rate: number | null): number {
  return Math.max(LEAST, Math.floor((rate ?? SMALL * 2) / 2));
}

/** Mails that may go at once when none went for a while: a tenth of a minute's, and no fewer than three. */
export function burst(rate: number): number {
  return Math.max(3, Math.ceil(rate / 10));
}
