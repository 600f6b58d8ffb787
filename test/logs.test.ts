import { Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pinoHttp, type Options } from 'pino-http';
import { logSettings, wordsOf } from '../src/logs.js';

test.each([
  ['/lesson/4f.AbCdEfGhIjKlMnOpQrStUv', '/lesson/…'],
  ['/lesson/4f.AbCdEfGhIjKlMnOpQrStUv/answers?choice=1', '/lesson/…/answers'],
  ['/LESSON/4f.AbCdEfGhIjKlMnOpQrStUv', '/LESSON/…'],
  ['//lesson//4f.AbCdEfGhIjKlMnOpQrStUv', '//lesson//…'],
  ['/mailbox?address=jo@example.org', '/mailbox'],
  ['/jo@example.org', '/…'],
  ['/jo%40example.org/x', '/…/x'],
  ['/sign-up', '/sign-up'],
  ['/', '/'],
])('of the path %s the log shows %s', (url, shown) => {
  expect(wordsOf(url)).toBe(shown);
});

test('no path shows an address or a token, wherever it stands', () => {
  const odd = fc.oneof(fc.emailAddress(), fc.stringMatching(/^[0-9a-z]{1,13}\.[\w-]{22}$/));
  fc.assert(
    fc.property(fc.array(fc.webSegment()), odd, fc.array(fc.webSegment()), (before, secret, after) => {
      expect(wordsOf(`/${[...before, secret, ...after].join('/')}`)).not.toContain(secret);
    }),
  );
});

test('an error of the database does not bring along what was put into the statement', () => {
  let line = '';
  const sink = new Writable({ write: (chunk, _encoding, done) => ((line += String(chunk)), done()) });
  const error = Object.assign(new Error('duplicate key'), {
    code: '23505',
    query: 'insert into sign_up',
    parameters: ['jo@example.org'],
    driverError: { detail: 'Key (address_key)=(jo@example.org) already exists' },
  });
  pinoHttp(logSettings('error').pinoHttp as Options, sink).logger.error({ err: error }, 'failed');
  expect(JSON.parse(line)).toMatchObject({ msg: 'failed', err: { message: 'duplicate key', code: '23505' } });
  expect(line).not.toContain('jo@example.org');
});
