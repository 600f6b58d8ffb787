import { domainsOf, isLocal } from './domains.js';
import type { Site } from './site.js';
import { fail, ok, warn, type Verdict } from './verdict.js';

/** Whether mail bears a sender that the world can answer, and bounces go where they are told apart from answers. */
export async function sender({ config }: Site): Promise<Verdict> {
  const { mailFrom, bounceAddress, production, relays } = config;
  const { from } = domainsOf(config);
  const leaves = production || relays.length > 0;
  if (isLocal(from) && leaves)
    return (production ? fail : warn)(
      `MAIL_FROM is ${mailFrom}, which means nothing elsewhere`,
      'Set MAIL_FROM to an address of your domain, such as "Little Steps <steps@example.org>".',
    );
  if (!bounceAddress && leaves)
    return warn(
      `${mailFrom}; BOUNCE_ADDRESS is not set, so bounces come as answers and nobody hears them`,
      'Set BOUNCE_ADDRESS to a mailbox of its own, such as bounces@example.org, that takes bounces+anything@example.org too.',
    );
  return ok(`${mailFrom}${bounceAddress ? `, bounces to ${bounceAddress}` : ''}`);
}
