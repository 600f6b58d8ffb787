import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { validity } from '../../../src/cli/doctor/certificate.js';
import { difference } from '../../../src/cli/doctor/clock.js';
import { roomVerdict } from '../../../src/cli/doctor/disk.js';
import { domainsOf, isLocal, isLoopback, isPublic } from '../../../src/cli/doctor/domains.js';
import { report } from '../../../src/cli/doctor/report.js';
import { weakness } from '../../../src/cli/doctor/secret-strength.js';

const DAY = 86_400_000;

test('secrets made at random are strong, those made of a short piece are not', () => {
  for (const encoding of ['hex', 'base64', 'base64url'] as const)
    for (let round = 0; round < 200; round++) expect(weakness(randomBytes(32).toString(encoding))).toBeUndefined();
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 8 }), (piece) => {
      expect(weakness(piece.repeat(Math.ceil(32 / piece.length) + 1))).toBeDefined();
    }),
  );
  expect(weakness('please-change-me-before-production')).toBe('it holds a common word');
});

test('a certificate is renewed in time, whatever its life', () => {
  const day = fc.integer({ min: 1, max: 400 });
  fc.assert(
    fc.property(day, fc.integer({ min: -10, max: 400 }), (life, left) => {
      const now = new Date('2026-11-22T00:00:00Z');
      const to = new Date(now.getTime() + left * DAY);
      const { state } = validity({ from: new Date(to.getTime() - life * DAY), to }, now, 'here');
      expect(state).toBe(left <= 0 ? 'fail' : left < Math.min(14, life / 5) ? 'warn' : 'ok');
    }),
  );
});

test('room on the disk', () => {
  expect([0, 0.1, 0.5, 2].map((free) => roomVerdict(free, '/x').state)).toEqual(['fail', 'fail', 'warn', 'ok']);
});

test('differences of clocks in words', () => {
  expect([0.4, 3.21, -75].map((ahead) => difference(ahead, 'it'))).toEqual([
    'same time as it',
    '3.2 s ahead of it',
    '75 s behind it',
  ]);
});

test('domains and addresses: whose they are', () => {
  expect(domainsOf({ mailFrom: 'A <a@Bücher.example>', bounceAddress: 'b@B.example' })).toEqual({
    from: 'xn--bcher-kva.example',
    envelope: 'b.example',
  });
  expect(['localhost', 'box.local', 'a.test', 'example.org'].map(isLocal)).toEqual([true, true, true, false]);
  expect(['localhost', '127.0.0.9', '[::1]', '10.0.0.1', 'x.org'].map(isLoopback)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(['192.168.1.1', 'fd00::1', '::1', '192.0.2.1', '2001:db8::1'].map(isPublic)).toEqual([
    false,
    false,
    false,
    true,
    true,
  ]);
});

test('the report: aligned, how to mend it below, and nothing that steers a terminal', () => {
  const text = report({
    ok: false,
    checks: [
      { check: 'spf', state: 'ok', found: 'fine' },
      { check: 'bounce mailbox', state: 'fail', found: 'it said \u001b[2Jno', mend: 'Mend it.' },
    ],
  });
  expect(text).toBe(
    'ok      spf             fine\nFAILED  bounce mailbox  it said  [2Jno\n                        Mend it.\n\n1 ok, 0 to look at, 1 failed, 0 skipped.\n',
  );
});
