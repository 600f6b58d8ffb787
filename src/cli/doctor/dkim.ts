import { createPublicKey, type KeyObject } from 'node:crypto';
import { ownKey } from './dkim-key.js';
import type { Site } from './site.js';
import { readTags } from './tags.js';
import { fail, ok, skipped, warn, type Verdict } from './verdict.js';

/** Whether receivers find the key to our signature in the DNS, and it is the one we sign with (RFC 6376, 3.6). */
export async function dkim({ config, names }: Site): Promise<Verdict> {
  if (!config.dkim)
    return config.relays.length === 0
      ? skipped('mail is not signed')
      : warn(
          'we do not sign mail; the relay has to',
          'Set DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY_FILE; or see that a mail from send-test arrives with dkim=pass for the domain of MAIL_FROM.',
        );
  const { domain, selector, keyFile } = config.dkim;
  const name = `${selector}._domainkey.${domain}`;
  const own = ownKey(keyFile);
  const publish = `Publish at ${name} the TXT record "v=DKIM1; k=rsa; p=${own.export({ type: 'spki', format: 'der' }).toString('base64')}".`;
  const records = (await names.txt(name)).map(readTags).filter((tags) => tags.has('p'));
  const [tags] = records;
  if (!tags) return fail(`there is no key at ${name}`, publish);
  if (records.length > 1) return fail(`there are ${records.length} keys at ${name}`, `Keep one. ${publish}`);
  const published = tags.get('p') ?? '';
  if (published === '') return fail(`the key at ${name} is revoked`, publish);
  if ((tags.get('v') ?? 'DKIM1') !== 'DKIM1' || !allows(tags, 'h', 'sha256') || !allows(tags, 's', 'email'))
    return fail(`the record at ${name} is not for mail signed with SHA-256`, publish);
  if (!readKey(published)?.equals(own)) return fail(`the key at ${name} is not the one in ${keyFile}`, publish);
  if (tags.get('t')?.split(':').includes('y'))
    return warn(`${name} matches, but says that it is a test (t=y)`, `Take "t=y" out of the record at ${name}.`);
  return ok(`${name} matches the key we sign with`);
}

function allows(tags: Map<string, string>, tag: string, wanted: string): boolean {
  const values = tags.get(tag)?.toLowerCase().split(':') ?? ['*'];
  return values.includes(wanted) || (tag === 's' ? values.includes('*') : !tags.has(tag));
}

/** Most publish the key with its kind (SPKI), some without (PKCS#1); receivers take both. */
function readKey(published: string): KeyObject | undefined {
  const key = Buffer.from(published, 'base64');
  for (const type of ['spki', 'pkcs1'] as const)
    try {
      return createPublicKey({ key, format: 'der', type });
    } catch {
      // the other kind, then
    }
  return undefined;
}
