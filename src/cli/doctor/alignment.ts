import { findPolicy } from './dmarc-walk.js';
import { domainsOf, isLocal } from './domains.js';
import type { Site } from './site.js';
import { fail, ok, skipped, warn, type Verdict } from './verdict.js';

/** Whether what SPF or DKIM vouches for is the domain that readers see (RFC 9989, 4.4): only then does DMARC pass. */
export async function alignment({ config, names }: Site): Promise<Verdict> {
  const { from, envelope } = domainsOf(config);
  if (isLocal(from)) return skipped(`${from} is not a name of the internet`);
  const { record, organisation } = await findPolicy(names, from);
  const aligned = async (domain: string, strict: boolean) =>
    domain === from || (!strict && (await findPolicy(names, domain)).organisation === organisation);
  const bySpf = await aligned(envelope, record?.get('aspf') === 's');
  const signer = config.dkim?.domain.toLowerCase();
  const byDkim = signer !== undefined && (await aligned(signer, record?.get('adkim') === 's'));
  if (byDkim) return ok(`readers see ${from}, signed by ${signer}${bySpf ? `, envelope of ${envelope}` : ''}`);
  const signed = `Set DKIM_DOMAIN to ${from}`;
  if (signer) {
    const found = `readers see ${from}, but ${signer} signs`;
    return bySpf
      ? warn(`${found}; forwarded mail will not pass DMARC`, `${signed}, and publish the key there.`)
      : fail(
          `${found} and bounces go to ${envelope}: DMARC cannot pass`,
          `${signed}, or choose a MAIL_FROM at ${signer}.`,
        );
  }
  if (bySpf) return ok(`readers see ${from}, envelope of ${envelope}; what the relay signs is not known here`);
  return warn(
    `readers see ${from}, but bounces go to ${envelope}; DMARC passes only if the relay signs for ${from}`,
    `${signed} with a key of your own, or choose a BOUNCE_ADDRESS at ${from}.`,
  );
}
