import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findPolicy, walk } from '../../../src/cli/doctor/dmarc-walk.js';
import { Names } from '../../../src/cli/doctor/names.js';
import { startDns, type Zone } from '../../support/dns.js';

test('the names asked after, as RFC 9989 shows them', () => {
  expect(walk('example.org')).toEqual(['example.org', 'org']);
  expect(walk('a.mail.example.com')).toEqual(['a.mail.example.com', 'mail.example.com', 'example.com', 'com']);
  expect(walk('a.b.c.d.e.f.g.h.i.j.k')).toEqual([
    'a.b.c.d.e.f.g.h.i.j.k',
    'e.f.g.h.i.j.k',
    'f.g.h.i.j.k',
    'g.h.i.j.k',
    'h.i.j.k',
    'i.j.k',
    'j.k',
    'k',
  ]);
});

test('eight at the most, each a parent of the one before', () => {
  const label = fc.stringMatching(/^[a-z]{1,3}$/);
  fc.assert(
    fc.property(fc.array(label, { minLength: 1, maxLength: 20 }), (labels) => {
      const names = walk(labels.join('.'));
      expect(names.length).toBeLessThanOrEqual(8);
      names.reduce((child, parent) => (expect(child.endsWith(`.${parent}`)).toBe(true), parent));
    }),
  );
});

test.each<[string, Zone, string, string]>([
  ['a parent’s', { '_dmarc.example.org TXT': ['v=DMARC1; p=none'] }, 'a.b.example.org', 'example.org'],
  [
    'the highest counts',
    { '_dmarc.example.org TXT': ['v=DMARC1; p=none'], '_dmarc.a.example.org TXT': ['v=DMARC1; p=reject'] },
    'a.example.org',
    'example.org',
  ],
  [
    'unless one says it is the organisation',
    { '_dmarc.example.org TXT': ['v=DMARC1; p=none'], '_dmarc.a.example.org TXT': ['v=DMARC1; p=reject; psd=n'] },
    'b.a.example.org',
    'a.example.org',
  ],
  ['one below a public suffix', { '_dmarc.org TXT': ['v=DMARC1; p=none; psd=y'] }, 'b.example.org', 'example.org'],
  ['none: the domain itself', {}, 'b.example.org', 'b.example.org'],
  [
    'two count as none',
    { '_dmarc.example.org TXT': ['v=DMARC1; p=none', 'v=DMARC1; p=none'] },
    'b.example.org',
    'b.example.org',
  ],
])('whose domain it is: %s', async (_title, zone, domain, organisation) => {
  const dns = await startDns(zone);
  expect((await findPolicy(new Names(dns.resolver), domain)).organisation).toBe(organisation);
  await dns.stop();
});
