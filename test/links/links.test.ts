import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NotFound } from '../../src/errors.js';
import { Links, type Purpose } from '../../src/links/links.js';

const [secret, newer, lasting] = [randomBytes(32), randomBytes(32), randomBytes(32)];
const links = new Links('https://steps.example.org', { rotating: [secret], lasting });
const PURPOSES: Purpose[] = ['confirm', 'invitation', 'lesson', 'me', 'unsubscribe'];
const purposes = fc.constantFrom(...PURPOSES);
const ids = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String);

test('a token opens for its purpose and gives its id, and fits into an address', () => {
  fc.assert(
    fc.property(purposes, ids, fc.option(fc.integer({ min: 5, max: 10 ** 8 })), (purpose, id, seconds) => {
      const token = links.token(purpose, id, seconds ?? undefined);
      expect(links.open(purpose, token)).toBe(id);
      expect(token).toMatch(/^[\w.-]{1,50}$/);
      expect(links.url(purpose, id)).toBe(`https://steps.example.org/${purpose}/${links.token(purpose, id)}`);
    }),
  );
});

test('it opens for no other purpose, and not with other roots', () => {
  const others = new Links('https://steps.example.org', { rotating: [newer], lasting: randomBytes(32) });
  fc.assert(
    fc.property(purposes, purposes, ids, (purpose, other, id) => {
      const token = links.token(purpose, id);
      if (other !== purpose) expect(() => links.open(other, token)).toThrow(NotFound);
      expect(() => others.open(purpose, token)).toThrow(NotFound);
    }),
  );
});

test('one changed, lost or added character is enough to refuse it', () => {
  const signs = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.';
  const change = fc.record({
    at: fc.nat(60),
    kind: fc.constantFrom('other', 'lost', 'added'),
    sign: fc.nat(signs.length - 1),
  });
  fc.assert(
    fc.property(purposes, ids, fc.boolean(), change, (purpose, id, ends, { at, kind, sign }) => {
      const token = links.token(purpose, id, ends ? 3600 : undefined);
      const place = at % token.length;
      const put = kind === 'lost' ? '' : signs[sign]!;
      const mangled = token.slice(0, place) + put + token.slice(kind === 'added' ? place : place + 1);
      if (mangled !== token) expect(() => links.open(purpose, mangled)).toThrow(NotFound);
    }),
    { numRuns: 2000 },
  );
});

test('every spelling of the last character but one is refused', () => {
  const token = links.token('lesson', '7');
  const last = Array.from(
    'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
    (sign) => token.slice(0, -1) + sign,
  );
  expect(last.filter((spelt) => opens(links, 'lesson', spelt))).toEqual([token]);
});

test('no text whatever does anything but open or be refused alike', () => {
  fc.assert(
    fc.property(
      purposes,
      fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), fc.stringMatching(/^[\w.-]*$/)),
      (purpose, text) => {
        expect(() => links.open(purpose, text)).toThrow(new NotFound('no such link'));
      },
    ),
  );
});

test('it ends when its time is over, and its end cannot be put off', () => {
  expect(links.open('me', links.token('me', '5', 60))).toBe('5');
  const over = links.token('me', '5', -5);
  expect(() => links.open('me', over)).toThrow(NotFound);
  const [, end = '', mac = ''] = /^\w+-(\w+)\.(.*)$/.exec(over)!;
  expect(() => links.open('me', `5-${(Number.parseInt(end, 36) + 9999).toString(36)}.${mac}`)).toThrow(NotFound);
  expect(() => links.open('me', `5.${mac}`)).toThrow(NotFound);
});

test('a rotated secret: old links open beside new ones, until the old secret goes; leaving works for ever', () => {
  const old = Object.fromEntries(PURPOSES.map((purpose) => [purpose, links.token(purpose, '42')]));
  const during = new Links('', { rotating: [newer, secret], lasting });
  const after = new Links('', { rotating: [newer], lasting });
  for (const purpose of PURPOSES) {
    expect(during.open(purpose, old[purpose]!)).toBe('42');
    expect(after.open(purpose, during.token(purpose, '42'))).toBe('42');
  }
  expect(PURPOSES.filter((purpose) => opens(after, purpose, old[purpose]!))).toEqual(['unsubscribe']);
  expect(after.addressHash('jo@example.org')).toEqual(links.addressHash('jo@example.org'));
});

test('of an address a keyed hash is kept', () => {
  const hash = links.addressHash('jo@example.org');
  expect(hash).toHaveLength(32);
  expect(links.addressHash('jo@example.com')).not.toEqual(hash);
  expect(new Links('', { rotating: [secret], lasting: newer }).addressHash('jo@example.org')).not.toEqual(hash);
});

test('a short proof survives a change of case, and belongs to its text and purpose', () => {
  const mac = links.shortMac('envelope', '17');
  expect(mac).toMatch(/^[a-z2-7]{8}$/);
  expect(links.shortMac('envelope', '17')).toBe(mac);
  const others = Array.from({ length: 200 }, (_, id) => links.shortMac('envelope', String(id + 100)));
  expect(new Set([mac, links.shortMac('other', '17'), ...others]).size).toBe(202);
});

function opens(opener: Links, purpose: Purpose, token: string): boolean {
  try {
    return Boolean(opener.open(purpose, token));
  } catch {
    return false;
  }
}
