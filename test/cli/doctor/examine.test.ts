import { expect, test } from '@jest/globals';
import { examine } from '../../../src/cli/doctor/examine.js';
import { Site } from '../../../src/cli/doctor/site.js';
import { ok, NoNetwork } from '../../../src/cli/doctor/verdict.js';
import { readConfig } from '../../../src/config.js';
import { startDns, startSilence } from '../../support/dns.js';

const forever = () => new Promise<never>(() => {});

test('a check that never ends, or breaks, is one finding among the others', async () => {
  const dns = await startDns({});
  const site = new Site(readConfig({}), dns.resolver);
  const broken = () => Promise.reject(new Error('it broke'));
  const { checks, ok: allOk } = await examine(
    [
      ['slow', forever],
      ['broken', broken],
      ['offline', () => Promise.reject(new NoNetwork())],
      ['fine', async () => ok('fine')],
    ],
    site,
    100,
  );
  await dns.stop();
  expect(checks.map(({ check, state, found }) => [check, state, found])).toEqual([
    ['slow', 'fail', 'no answer within 0.1 s'],
    ['broken', 'fail', 'it broke'],
    ['offline', 'skipped', 'no network'],
    ['fine', 'ok', 'fine'],
  ]);
  expect(allOk).toBe(false);
});

test('what takes too long without a network is not blamed on the other side', async () => {
  const silence = await startSilence();
  const { checks, ok: allOk } = await examine([['slow', forever]], new Site(readConfig({}), silence.resolver), 100);
  await silence.stop();
  expect(checks).toMatchObject([{ state: 'skipped', found: 'no answer within 0.1 s, and no network' }]);
  expect(allOk).toBe(true);
});
