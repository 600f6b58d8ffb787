import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

// The server's files are TypeScript that Node can strip; only their imports' endings are not yet what is on disk.
registerHooks({
  resolve(specifier, context, next) {
    const own = specifier.startsWith('.') && context.parentURL?.endsWith('.ts');
    return next(own ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});

/** Starts the PostgreSQL that all tests share; each test file has a database of its own in it. */
export default async function globalSetup() {
  const { openEmbedded } = await import('../../src/database/embedded.ts');
  const { removePlace } = await import('../../src/database/embedded-place.ts');
  const folder = mkdtempSync(path.join(tmpdir(), 'little-steps-test-'));
  chmodSync(folder, 0o711);
  const server = await openEmbedded(path.join(folder, 'data'), () => {});
  process.env.TEST_CONNECTION = JSON.stringify(server.connection);
  globalThis.stopTestServer = async () => {
    await server.stop();
    removePlace(path.join(folder, 'data'));
    rmSync(folder, { recursive: true, force: true });
  };
}
