import { expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { compileMail, lookHash, mailFiller } from '../../src/mail/template.js';
import { mailView } from '../support/mail-views.js';

const kinds = readdirSync('templates/mail')
  .filter((name) => name.endsWith('.mjml'))
  .map((name) => name.slice(0, -'.mjml'.length));

const content = {
  title: 'Locks & keys – a “start”',
  minutes: 5,
  preview: 'Turn it on.',
  action: 'Save {{contact.suspiciousText.phone}} as a contact.',
  lookOutFor: ['A code that you did not ask for.'],
  bodyHtml: '<p>Ring {{contact.reportFraud.phone}}.</p>',
  bodyText: 'Ring {{contact.reportFraud.phone}}.',
  question: { ask: 'A code arrives <unasked>. Now?', choices: [{ text: 'Leave it' }, { text: 'Type it in' }] },
  more: 'what the trick looks like',
  closingHtml: '<p>Go on.</p>',
  closingText: 'Go on.',
};
const lookBack = { ...content, question: undefined, action: undefined, lookOutFor: [] };
const fill = async (kind: string, of: object, view = mailView()) => mailFiller(await compileMail(kind, of))(view);
const count = (text: string, part: RegExp) => [...text.matchAll(part)].length;

test('there is a mail for every kind, in HTML and in text', () => {
  expect(kinds).toEqual(
    [
      'alert',
      'already-member',
      'closing',
      'confirm',
      'digest',
      'farewell',
      'invitation',
      'lesson',
      'nudge',
      'page-link',
      'reminder',
      'sign-in',
      'notice',
      'welcome',
    ].sort(),
  );
  for (const kind of kinds) expect(readdirSync('templates/mail')).toContain(`${kind}.txt`);
});

test.each(kinds)('%s travels as it is and needs nothing from elsewhere', async (kind) => {
  const { html, text, subject } = await fill(kind, content, mailView({ greeting: 'Hello Zoë,' }));
  expect(Buffer.byteLength(html)).toBeLessThan(80_000);
  // eslint-disable-next-line no-control-regex
  expect(html).toMatch(/^[\x00-\x7f]*$/);
  expect(Math.max(...html.split('\n').map((line) => line.length))).toBeLessThan(998);
  expect(html).toContain('<html lang="en-GB" dir="ltr"');
  expect(html).not.toMatch(/<img|<link|<script|@import|\ssrc=|background=|url\(/i);
  expect(html).toContain('name="color-scheme" content="light dark"');
  expect(html).toContain('Hello Zo&#235;,');
  expect(text).toContain('Hello Zoë,');
  expect(subject.length).toBeGreaterThan(10);
  for (const part of [html, text, subject]) expect(part).not.toMatch(/\{\{|\}\}|undefined|null|\[object|#acce17/);
});

test.each(kinds)('%s closes every tag it opens', async (kind) => {
  const html = (await fill(kind, content)).html.replace(/<!--[\s\S]*?-->/g, '');
  for (const tag of ['table', 'tbody', 'tr', 'td', 'div', 'p', 'ul', 'li', 'a', 'strong', 'span', 'h1', 'h2'])
    expect([tag, count(html, new RegExp(`<${tag}[\\s>]`, 'g'))]).toEqual([
      tag,
      count(html, new RegExp(`</${tag}>`, 'g')),
    ]);
});

test.each(kinds)('%s says why, from whom, and where to go', async (kind) => {
  const { html, text } = await fill(kind, content);
  for (const part of [html, text])
    for (const needed of ['because you are a member', '1 Quay Street', 'https://steps.example.org/privacy'])
      expect(part).toContain(needed);
  expect(html).toContain('color: #0b6e69');
});

test.each(kinds)('%s offers to leave if and only if it belongs to a subscription', async (kind) => {
  const subscription = ['alert', 'lesson', 'nudge', 'reminder', 'welcome', 'closing'].includes(kind);
  const { html, text } = await fill(kind, content);
  expect(html.includes('/unsubscribe/')).toBe(subscription);
  expect(text.includes('/unsubscribe/')).toBe(subscription);
});

test('a lesson has its action, its question with links, the code and whom to tell, in both parts', async () => {
  const { html, text, subject } = await fill('lesson', content);
  expect(subject).toBe('Lesson 2: Locks & keys – a “start”');
  expect(html).toContain('Locks &amp; keys &#8211; a &#8220;start&#8221;');
  expect(html).toContain('A code arrives &lt;unasked&gt;. Now?');
  expect(html).toMatch(/choice&#x3D;0">Leave it<[\s\S]*choice&#x3D;1">Type it in</);
  expect(text).toMatch(/- Leave it\n {2}https:\S+\?choice=0\n[\s\S]*- Type it in\n {2}https:\S+\?choice=1\n/);
  for (const part of [html, text]) {
    expect(part).toMatch(/Save\s+7726\s+as\s+a\s+contact/);
    expect(part).toContain('Ring 0300 123 2040.');
    expect(part).toContain('steps.example.org/go');
    expect(part).toContain('4F7K 2QWX 9M');
    expect(part).toContain('report@phishing.gov.uk');
    expect(part).not.toContain('earlier lessons may not have reached you');
  }
  expect(count(html, /class="side button"/g)).toBe(1);
});

test('a look-back asks each member a question of their own, or none', async () => {
  const question = {
    ask: 'Which one?',
    choices: [{ text: 'This & that', url: 'https://steps.example.org/l?choice=0' }],
  };
  const asked = await fill('lesson', lookBack, mailView({ question }));
  expect(asked.html).toContain('choice&#x3D;0">This &amp; that<');
  expect(asked.text).toContain('- This & that\n  https://steps.example.org/l?choice=0');
  const silent = await fill('lesson', lookBack);
  for (const part of [silent.html, silent.text]) {
    expect(part).not.toMatch(/what would you do/i);
    expect(part).not.toMatch(/your one action/i);
  }
});

test('a lesson names those that may not have arrived', async () => {
  const missed = [{ title: 'Report it', url: 'https://steps.example.org/lesson/x' }];
  const { html, text } = await fill('lesson', content, mailView({ missed }));
  expect(html).toContain('<a href="https://steps.example.org/lesson/x">Report it</a>');
  expect(text).toContain('- Report it\n  https://steps.example.org/lesson/x');
});

test('a value can break neither the page nor a header', async () => {
  const organisation = 'Cog <b>& Sons\r\nBcc: x@example.org\u0000';
  const { html, text, subject } = await fill('invitation', {}, mailView({ organisation }));
  expect(html).toContain('Cog &lt;b&gt;&amp; Sons');
  expect(html).not.toContain('<b>');
  expect(text).toContain('Cog <b>& Sons');
  expect(subject).toBe('Cog <b>& Sons Bcc: x@example.org invites you to Little Steps');
});

test('a placeholder inside a value is not filled', async () => {
  const { text } = await fill('reminder', {}, mailView({ greeting: 'Hello {{centre.email}},' }));
  expect(text).toContain('Hello {{centre.email}},');
});

test('a missing value is an error, not a gap', async () => {
  const fillIn = mailFiller(await compileMail('confirm', {}));
  const { confirmUrl: _left, ...view } = mailView();
  expect(() => fillIn(view)).toThrow(/confirmUrl/);
  expect(() => fillIn(mailView({ centre: {} }))).toThrow(/not defined/);
});

test('what is wrong with a template is told with its name', async () => {
  await expect(compileMail('no-such-kind', {})).rejects.toThrow(/templates\/mail\/no-such-kind: ENOENT/);
  await expect(compileMail('lesson', { title: 'Only that' })).rejects.toThrow(
    /templates\/mail\/lesson: "minutes" not defined/,
  );
});

test('the text is wrapped for reading', async () => {
  const bodyText = 'Some words that go on and on until the line is full. '.repeat(9).trim();
  const title = 'A title that goes on for longer than a line of text has room for, which subjects may';
  const { text, subject } = await fill('lesson', { ...content, bodyText, title });
  expect(subject).toBe(`Lesson 2: ${title}`);
  const long = text.split('\n').filter((line) => line.length > 78 && !line.includes('https://'));
  expect(long).toEqual([]);
});

test('the look is told by a hash', () => {
  expect(lookHash()).toMatch(/^[0-9a-f]{32}$/);
  expect(lookHash()).toBe(lookHash());
});
