import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A file that pages load, ready to be sent. */
export interface Asset {
  /** where it is; the path changes with the content, so that it may be kept for a year */
  path: string;
  type: string;
  body: Buffer;
  zipped: Buffer;
}

/** The pages' templates, found from here whether this runs from `src` or from `dist/src`. */
export const pagesFolder = [1, 2, 3]
  .map((up) => join(import.meta.dirname, ...Array<string>(up).fill('..'), 'templates/pages'))
  .find((path) => existsSync(path))!;

const require = createRequire(import.meta.url);

const files: Record<string, { file: string; type: string }> = {
  'tabler.css': {
    file: require.resolve('@tabler/core/dist/css/tabler.min.css'),
    type: 'text/css; charset=utf-8',
  },
  'steps.css': { file: join(pagesFolder, 'assets/steps.css'), type: 'text/css; charset=utf-8' },
  'staff.css': { file: join(pagesFolder, 'assets/staff.css'), type: 'text/css; charset=utf-8' },
  'live.js': { file: join(pagesFolder, 'assets/live.js'), type: 'text/javascript; charset=utf-8' },
  'editor.js': { file: join(pagesFolder, 'assets/editor.js'), type: 'text/javascript; charset=utf-8' },
  'webauthn.js': {
    file: join(dirname(require.resolve('@simplewebauthn/browser')), '../dist/bundle/index.umd.min.js'),
    type: 'text/javascript; charset=utf-8',
  },
  'passkeys.js': { file: join(pagesFolder, 'assets/passkeys.js'), type: 'text/javascript; charset=utf-8' },
  'icon.svg': { file: join(pagesFolder, 'assets/icon.svg'), type: 'image/svg+xml' },
};

/** What pages load besides themselves, by name. */
export const assets = new Map<string, Asset>(
  Object.entries(files).map(([name, { file, type }]) => [name, load(name, file, type)]),
);

/** The same by path. */
export const assetsByPath = new Map([...assets.values()].map((asset) => [asset.path, asset]));

function load(name: string, file: string, type: string): Asset {
  const body = Buffer.from(readFileSync(file, 'utf8').replace(/\n?\/\*# sourceMappingURL=.*?\*\//, ''));
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 10);
  return { path: `/assets/${name.replace('.', `.${hash}.`)}`, type, body, zipped: gzipSync(body) };
}
