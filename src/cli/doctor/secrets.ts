import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { weakness } from './secret-strength.js';
import type { Site } from './site.js';
import { ok, warn, type Verdict } from './verdict.js';

/** Whether the secret that links are signed with is there, cannot be guessed, and is nobody else's to read. */
export async function secrets({ config }: Site): Promise<Verdict> {
  if (!config.secrets) return keptSecret(join(config.dataDir, 'secret'));
  for (const [index, secret] of config.secrets.entries()) {
    const why = weakness(secret);
    if (why)
      return warn(
        `SECRET${index > 0 ? ', the old one,' : ''} may be guessed: ${why}`,
        'Put a new one before it, with a comma between (openssl rand -base64 32), and take the old one out after a week.',
      );
  }
  return ok(config.secrets.length > 1 ? 'SECRET is set, an old one is still live' : 'SECRET is set');
}

async function keptSecret(file: string): Promise<Verdict> {
  const found = await stat(file).catch(() => undefined);
  if (!found) return ok(`SECRET is not set: one will be made and kept in ${file}`);
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0)
    return warn(`others on this computer may read ${file}`, `chmod 600 ${file}`);
  return ok(`SECRET is not set: one was made and is kept in ${file}`);
}
