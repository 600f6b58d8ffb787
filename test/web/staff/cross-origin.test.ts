import { expect, test } from '@jest/globals';
import { isCrossOrigin } from '../../../src/web/staff/cross-origin.js';

const own = 'https://steps.example.org';

test.each([
  ['POST', { 'sec-fetch-site': 'same-origin' }, false],
  ['POST', { 'sec-fetch-site': 'none' }, false],
  ['POST', { 'sec-fetch-site': 'same-site', origin: own }, true],
  ['POST', { 'sec-fetch-site': 'cross-site' }, true],
  ['POST', { origin: own }, false],
  ['POST', { origin: 'http://10.0.0.5:3000', host: '10.0.0.5:3000' }, false],
  ['POST', { origin: 'https://evil.example', host: 'steps.example.org' }, true],
  ['POST', { origin: 'null', host: 'steps.example.org' }, true],
  ['POST', {}, false],
  ['DELETE', { 'sec-fetch-site': 'cross-site' }, true],
  ['GET', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, false],
])('%s with %j: %s', (method, headers, crossOrigin) => {
  expect(isCrossOrigin(method, headers, own)).toBe(crossOrigin);
});
