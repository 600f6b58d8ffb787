import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isSpf, readSpf } from '../../../src/cli/doctor/spf-record.js';

test('what costs a look-up, and what follows', () => {
  expect(
    readSpf('v=spf1 ip4:192.0.2.1 a mx/24 ptr exists:%{i}.x.example include:A.example ?include:%{d} -all'),
  ).toEqual({
    lookups: 6,
    includes: ['a.example'],
    redirect: undefined,
    all: '-',
  });
  expect(readSpf('v=spf1 redirect=b.example')).toEqual({
    lookups: 1,
    includes: [],
    redirect: 'b.example',
    all: undefined,
  });
  expect(readSpf('v=spf1 redirect=b.example all')).toMatchObject({ lookups: 0, redirect: undefined, all: '+' });
});

test.each(['v=spf10 -all', 'spf2.0/pra', ' v=spf1 -all', 'v=DMARC1; p=none'])('%s is none', (text) => {
  expect(isSpf(text)).toBe(false);
});

test('every mechanism that asks costs one, those that do not cost none', () => {
  const asking = fc.constantFrom('a', '+mx', '-a:x.example', 'include:y.example', '~exists:z.example', 'a/24');
  const silent = fc.constantFrom('ip4:192.0.2.0/24', 'ip6:2001:db8::/32', '-all', 'exp=why.example', 'm=1');
  fc.assert(
    fc.property(fc.array(asking), fc.array(silent), (some, others) => {
      expect(readSpf(['v=spf1', ...others, ...some].join(' ')).lookups).toBe(some.length);
    }),
  );
});
