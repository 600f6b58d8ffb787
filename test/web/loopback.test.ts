import { expect, test } from '@jest/globals';
import { fromThisComputer } from '../../src/web/loopback.js';

test.each(['localhost:3000', 'localhost', '127.0.0.1:8080', '[::1]:3000', 'LOCALHOST:3000'])(
  '%s is this computer',
  (host) => {
    for (const from of ['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])
      expect(fromThisComputer(from, { host })).toBe(true);
  },
);

test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io:3000', '10.0.0.5:3000', '', undefined])(
  'the name %s is not: it may be a page elsewhere that points at us',
  (host) => {
    expect(fromThisComputer('127.0.0.1', { host })).toBe(false);
  },
);

test.each(['10.0.0.7', '::ffff:192.168.1.2', '2001:db8::1', '', undefined])('a connection from %s is not', (from) => {
  expect(fromThisComputer(from, { host: 'localhost:3000' })).toBe(false);
});

test.each(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded', 'via', 'x-real-ip'])(
  'nor what a proxy sends on (%s)',
  (name) => {
    expect(fromThisComputer('127.0.0.1', { host: 'localhost:3000', [name]: '' })).toBe(false);
  },
);
