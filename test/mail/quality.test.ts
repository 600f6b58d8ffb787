import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { caniemail, rawData } from 'caniemail';
import { DomUtils, parseDocument } from 'htmlparser2';
import type { Browser, Page } from 'playwright-core';
import { compileMail, mailFiller, type FilledMail } from '../../src/mail/template.js';
import { programmesFolder } from '../../src/programmes/folder.js';
import { lessonMail } from '../../src/programmes/lesson-mail.js';
import { readProgrammes } from '../../src/programmes/read-programmes.js';
import { openBrowser } from '../support/browser.js';
import { readTexts } from '../support/contrast.js';
import { mailContent } from '../support/mail-content.js';
import { mailView } from '../support/mail-views.js';

const kinds = readdirSync('templates/mail').flatMap((name) => /^(.*)\.mjml$/.exec(name)?.[1] ?? []);
const plain = mailView() as { centre: Record<string, string>; contact: Record<string, { url: string | null }> };
const logo = `${plain.centre['url']}/logo-0123456789.png`;
const view = mailView({ centre: { ...plain.centre, logo, logoWidth: '120', logoHeight: '40' } });

const mails: [name: string, mail: FilledMail][] = [];
let browser: Browser;
let page: Page;
beforeAll(async () => {
  for (const kind of kinds) mails.push([kind, mailFiller(await compileMail(kind, mailContent))(view)]);
  for (const { slug, lessons } of await readProgrammes(programmesFolder))
    for (const lesson of lessons) {
      const source = await compileMail('lesson', lessonMail(lesson.content));
      mails.push([`${slug}/${lesson.slug}`, mailFiller(source)(view)]);
    }
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 700, height: 900 } });
}, 60_000);
afterAll(() => browser.close());

/** What each mail has against it. */
function against(find: (mail: FilledMail) => string[]): string[] {
  expect(mails.length).toBeGreaterThan(kinds.length + 50);
  return mails.flatMap(([name, mail]) => find(mail).map((fault) => `${name}: ${fault}`));
}
const elements = (html: string, name: string) => DomUtils.getElementsByTagName(name, parseDocument(html));
const words = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
/**
 * What somebody reads in the HTML part. Aside: the line beside the subject, the headline, which the subject says, and the
 * button, which is an address in the text.
 */
const visible = (html: string) => {
  const others = /<div aria-hidden[^>]*>.*?<\/div>|<h1>.*?<\/h1>|<[^>]*class="side button".*?<\/a>|<!--.*?-->/gs;
  const [body] = elements(html.replaceAll(others, '').replaceAll('<br>', ' '), 'body');
  return DomUtils.textContent(body!);
};

test('no mail is so large that Gmail cuts it off', () => {
  expect(against(({ html }) => (Buffer.byteLength(html) < 80_000 ? [] : [`${Buffer.byteLength(html)} bytes`]))).toEqual(
    [],
  );
});

test('whoever reads the text reads all there is in the HTML, and finds every link', () => {
  const missing = ({ html, text }: FilledMail) => {
    const known = words(text);
    const said = [...words(visible(html))].filter((word) => !known.has(word) && !ONLY_HTML.has(word));
    const links = elements(html, 'a').map((link) => link.attribs['href']!.replace(/^mailto:/, ''));
    return [...said, ...links.filter((link) => !text.includes(link))];
  };
  expect(against(missing)).toEqual([]);
});
/** The name above it, which the text has in its From field; and what is pressed there is opened in the text. */
const ONLY_HTML = new Set(['little', 'steps', 'press']);

test('nothing comes from elsewhere but the logo, and every picture says what it is', () => {
  const fetched = ({ html }: FilledMail) => {
    const pictures = elements(html, 'img');
    const strange = pictures.filter(({ attribs }) => attribs['src'] !== logo).map(({ attribs }) => attribs['src']!);
    const silent = pictures.filter(({ attribs }) => !attribs['alt']?.trim()).map(() => 'a picture without words');
    const none = pictures.length === 0 ? ['no logo'] : [];
    const others = html.match(
      /<(?:link|script|iframe|object|video|audio|form|input)\b|@import|url\(|\sbackground="|srcset=/gi,
    );
    return [...strange, ...silent, ...none, ...(others ?? [])];
  };
  expect(against(fetched)).toEqual([]);
});

test('every link leads to us, to a contact, or to a source over https', () => {
  const ours = [`${plain.centre['url']}/`, `mailto:${plain.centre['email']}`];
  const contacts = Object.values(plain.contact).flatMap(({ url }) => url ?? []);
  const astray = (name: string, html: string) =>
    elements(html, 'a')
      .map(({ attribs }) => attribs['href']!)
      .filter((href) => !ours.some((start) => href.startsWith(start)) && !contacts.includes(href))
      // A lesson's own text may name sources; kinds have none of their own.
      .filter((href) => kinds.includes(name) || !href.startsWith('https://'));
  expect(mails.flatMap(([name, { html }]) => astray(name, html).map((href) => `${name}: ${href}`))).toEqual([]);
});

test('every mail says its language, and has a title', () => {
  const unsaid = ({ html }: FilledMail) => {
    const [root] = elements(html, 'html');
    const [title] = elements(html, 'title');
    return [
      ...(root!.attribs['lang'] === 'en-GB' && root!.attribs['dir'] === 'ltr' ? [] : ['no language']),
      ...(DomUtils.textContent(title!).trim() ? [] : ['no title']),
    ];
  };
  expect(against(unsaid)).toEqual([]);
});

test.each(['light', 'dark'] as const)('every text can be read on its ground: %s', async (colorScheme) => {
  await page.emulateMedia({ colorScheme });
  const faint: string[] = [];
  for (const [name, { html }] of mails.slice(0, kinds.length + 1)) {
    // The logo is not there to be fetched; its words stand for it.
    await page.setContent(html.replaceAll(logo, ''));
    const read = await readTexts(page);
    expect(read.shown.length).toBeGreaterThan(5);
    // The line for the list of mails is not shown above the mail itself.
    expect(read.shown).not.toContain(mailContent.preview);
    faint.push(...read.faint.map((one) => `${name}: ${JSON.stringify(one)}`));
  }
  expect(faint).toEqual([]);
});

/** What Gmail, Outlook, Apple Mail or Yahoo do not know, and why a mail may have it all the same. */
const ALLOWED: Record<string, string> = {
  '<style> element': 'finer looks only: what must be so stands on the element itself',
  '@media': 'narrow and dark looks; without them the light, wide ones',
  'Class selector': 'as <style>',
  'Type selector': 'as <style>',
  'ID selector': "as <style>; mjml's own, for one old Outlook",
  'Descendant combinator': 'as <style>',
  'Chaining selectors': 'as <style>',
  'color-scheme CSS property': 'says that the dark look is ours; others darken by themselves',
  'color-scheme meta tag': 'the same',
  '<body> element': 'becomes a div; the ground stands once more on the first div',
  'aria-label attribute': 'the title again, for screen readers',
  'aria-hidden attribute': 'on the line beside the subject; without it a screen reader says that once more',
  'role attribute': 'layout tables, for screen readers',
  'border-radius': 'square corners',
  'max-height property': 'hides the line beside the subject: see the next test',
  overflow: 'the same; and round corners',
  'height property': 'a gap between choices; the line height makes it too',
  'white-space': 'a telephone number may break, a postal address stand in one line',
  'word-break': 'long addresses in narrow windows',
  'word-spacing': "mjml's reset to what is usual",
  outline: "mjml's reset",
  cursor: "mjml's, on the button",
  'target attribute': "mjml's, on the button: webmail opens a new window by itself",
};

test('mails use what Gmail, Outlook, Apple Mail and Yahoo know, or what does no harm where it is unknown', () => {
  const clients = ['gmail.*', 'outlook.*', 'apple-mail.*', 'yahoo.*'] as const;
  const used = mails.slice(0, kinds.length + 1).flatMap(([, { html }]) => {
    const { errors } = caniemail({ clients: [...clients], html }).issues;
    return [...errors.values()].flatMap((issues) => issues.map(({ title }) => title));
  });
  expect([...new Set(used)].sort()).toEqual(Object.keys(ALLOWED).sort());
});

test('the line beside the subject is hidden by something that each of them knows, and by nothing that filters hold against a mail', () => {
  const support = (slug: string, family: string, place: string) => {
    const { stats } = rawData.data.find((feature) => feature.slug === slug)!;
    const versions = (stats as Record<string, Record<string, Record<string, string>> | undefined>)[family]?.[place];
    return Object.values(versions ?? {}).at(-1)?.[0] ?? 'u';
  };
  const { stats } = rawData.data.find(({ slug }) => slug === 'css-max-height')!;
  const families = ['gmail', 'outlook', 'apple-mail', 'yahoo'] as const;
  const places = families.flatMap((family) => Object.keys(stats[family]!).map((place) => [family, place] as const));
  expect(places.length).toBeGreaterThan(10);
  const knows = ([family, place]: readonly [string, string]) =>
    support('css-max-height', family, place) === 'y' && 'ya'.includes(support('css-overflow', family, place));
  // Outlook on Windows has a word of its own for it, mso-hide.
  expect(places.filter((place) => !knows(place)).map((place) => place.join(' '))).toEqual([
    'outlook windows',
    'outlook windows-mail',
  ]);
  expect(against(({ html }) => (HIDDEN.test(html) ? [] : ['no hidden line']))).toEqual([]);
  // SpamAssassin's STY_INVIS and HTML_FONT_LOW_CONTRAST: what `mj-preview` makes has both.
  const bodies = ({ html }: FilledMail) =>
    html.slice(html.indexOf('<body')).match(/(?:display:\s*none|visibility:\s*hidden|opacity:0)/g);
  expect(against((mail) => bodies(mail) ?? [])).toEqual([]);
});
const HIDDEN = /<div aria-hidden="true" style="max-height:0;overflow:hidden;mso-hide:all;">[^<]+<\/div>/;
