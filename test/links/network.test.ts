import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { networkOf } from '../../src/links/network.js';

test('an IPv4 address is a network of its own, also as IPv6 writes it', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(networkOf(address)).toBe(address);
      expect(networkOf(`::ffff:${address}`)).toBe(address);
    }),
  );
});

test('IPv6 addresses are one network when their first 64 bits are', () => {
  const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
  const half = fc.array(group, { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(half, half, half, (front, one, other) => {
      const of = (back: string[]) => networkOf([...front, ...back].join(':'));
      fc.pre(!/^0(:0)*$/.test(front.join(':')));
      expect(of(one)).toBe(of(other));
      expect(of(one)).toBe(`${front.join(':')}::/64`);
    }),
  );
});

test('short forms are the address they stand for', () => {
  expect(networkOf('2001:db8::1')).toBe('2001:db8:0:0::/64');
  expect(networkOf('2001:db8:0:0:5:6:7:8')).toBe('2001:db8:0:0::/64');
  expect(networkOf('::1')).toBe('0:0:0:0::/64');
  expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
  expect(networkOf('')).toBe('unknown');
});
