import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { mime } from '../../src/mail/mime.js';

const headers = { From: 'steps@example.org', 'Message-ID': '<1.a@example.org>' };
/** What a mail's text may be made of: lines of anything readable, long ones and ones that begin with a dot among them. */
const line = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }).map((text) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\ufeff]/gu, '')),
  fc.constantFrom('', '.', '.dot', '--', '--=_', 'From here = on', 'space at the end '),
  fc.integer({ min: 980, max: 3000 }).map((length) => 'x'.repeat(length)),
);
const text = fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) => lines.join('\n'));

test('text and HTML come out as they went in, in lines that SMTP takes', async () => {
  await fc.assert(
    fc.asyncProperty(text, async (given) => {
      const raw = mime(headers, `${given}\n`, '<p>a&#233;</p>\n.\n<p>b</p>\n');
      expect(raw).toMatch(/^[\t\r\n -~]*$/);
      expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      expect(Math.max(...raw.split('\r\n').map((one) => one.length))).toBeLessThan(998);
      const read = await PostalMime.parse(raw);
      expect(read.text?.trimEnd()).toBe(given.trimEnd());
      expect(read.html?.trimEnd()).toBe('<p>a&#233;</p>\n.\n<p>b</p>');
    }),
  );
});

test('plain text stays readable in the source; what is not ASCII is encoded', () => {
  expect(mime(headers, 'Hello = there', '')).toContain('7bit\r\n\r\nHello = there\r\n');
  expect(mime(headers, 'Zoë', '')).toContain('quoted-printable\r\n\r\nZo=C3=AB\r\n');
});

test('a header field is one field, whatever is in it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 120 }), async (name) => {
      const to = { name, address: 'jo@example.org' };
      const read = await PostalMime.parse(mime({ ...headers, To: to, Subject: name }, 'text', '<p>x</p>'));
      expect(read.to?.map((one) => one.address)).toEqual(['jo@example.org']);
      expect(read.headers.map((header) => header.key)).toEqual(
        expect.arrayContaining(['from', 'to', 'message-id', 'mime-version', 'content-type']),
      );
      expect(read.html).toContain('<p>x</p>');
    }),
  );
});
