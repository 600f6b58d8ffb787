import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { Site } from './site.js';
import { fail, ok, skipped, warn, type Verdict } from './verdict.js';

/** The public half of the key we sign with. @throws Error when the file cannot be read */
export function ownKey(file: string): KeyObject {
  return createPublicKey(createPrivateKey(readFileSync(file)));
}

/** Whether the key we sign with is one that receivers accept (RFC 8301: RSA of 2048 bits) and nobody else reads. */
export async function dkimKey({ config }: Site): Promise<Verdict> {
  if (!config.dkim) return skipped('DKIM_KEY_FILE is not set');
  const { keyFile } = config.dkim;
  const { asymmetricKeyType: type, asymmetricKeyDetails } = ownKey(keyFile);
  const mend = `Make a new one (openssl genrsa -out ${keyFile} 2048), give it a new DKIM_SELECTOR, and publish it before you switch.`;
  if (type !== 'rsa') return fail(`${keyFile} holds a key of the kind ${type}; we sign with RSA`, mend);
  const bits = asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < 1024) return fail(`the key has ${bits} bits, and receivers do not look at fewer than 1024`, mend);
  if (bits < 2048) return warn(`the key has ${bits} bits, 2048 are wanted`, mend);
  if (process.platform !== 'win32' && (statSync(keyFile).mode & 0o007) !== 0)
    return warn(`everyone on this computer may read ${keyFile}`, `chmod 600 ${keyFile}`);
  return ok(`RSA, ${bits} bits`);
}
