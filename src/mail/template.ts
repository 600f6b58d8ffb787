import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { droppedBlanks } from './blanks.js';
import { asciiHtml, shortLines, wrapText } from './plain-lines.js';

/** A mail as phase 1 leaves it: HTML in pure ASCII and text, both with `{{ }}` where people differ. What a revision stores. */
export interface MailSource {
  html: string;
  /** its first line is `Subject: …`, then an empty line, then the text */
  text: string;
}

/** A mail for one person. */
export interface FilledMail {
  subject: string;
  html: string;
  text: string;
}

/** Raised by hand when this folder's code, not a template, changes what phase 1 makes. */
const EDITION = 1;
/** In the templates, where mjml wants a colour it can check; becomes the centre's own. */
const ACCENT = /#acce17/g;
const RULES = { strict: true, knownHelpersOnly: true } as const;

const folder = [1, 2, 3]
  .map((up) => join(import.meta.dirname, ...Array<string>(up).fill('..'), 'templates/mail'))
  .find((path) => existsSync(path))!;
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

/** A Handlebars of its own, with the partials that end in the extension. */
function handlebarsFor(extension: '.mjml' | '.txt'): typeof Handlebars {
  const own = Handlebars.create();
  for (const name of readdirSync(join(folder, 'partials')).filter((file) => file.endsWith(extension)))
    own.registerPartial(name.slice(0, -extension.length), read(join('partials', name)));
  return own;
}

/**
 * Phase 1: a kind's templates filled with what is the same for everybody. Runs for some milliseconds: never in a request.
 * @param kind the templates' name in `templates/mail`
 * @param content what they show as `content`; may itself hold placeholders, which phase 2 fills
 * @throws Error with the template's name and what is wrong with it
 */
export async function compileMail(kind: string, content: object): Promise<MailSource> {
  try {
    const source = handlebarsFor('.mjml').compile(read(`${kind}.mjml`), RULES)({ content });
    const { default: mjml } = await import('mjml'); // half a second that most commands and starts can do without
    const { html } = await mjml(source, { validationLevel: 'strict', keepComments: false, fonts: {} });
    const kept = html.replace(ACCENT, '{{centre.accent}}');
    const [dropped] = droppedBlanks(source, kept);
    if (dropped) throw new Error(`mjml dropped ${dropped}: put it inside <mj-text> or <mj-raw>`);
    const text = handlebarsFor('.txt').compile(read(`${kind}.txt`), { ...RULES, noEscape: true })({ content });
    return { html: shortLines(asciiHtml(kept)), text: tidyText(text) };
  } catch (error) {
    throw new Error(`templates/mail/${kind}: ${(error as Error).message}`, { cause: error });
  }
}

/** A text in lines for reading; its first, the subject, stays whole. */
function tidyText(text: string): string {
  const [subject, ...rest] = text.split('\n');
  return `${subject}\n${wrapText(rest.join('\n').replace(/\n{3,}/g, '\n\n'))}`;
}

/**
 * Phase 2: what fills a compiled mail for one person. Keep it for as many people as there are: making it costs a
 * thousand times what using it does.
 * @returns a function that throws when the view lacks a value that the mail shows
 */
export function mailFiller(source: MailSource): (view: object) => FilledMail {
  const own = Handlebars.create();
  const [heading = '', ...rest] = source.text.split('\n');
  const html = own.compile<object>(source.html, RULES);
  const text = own.compile<object>(rest.join('\n').trimStart(), { ...RULES, noEscape: true });
  const subject = own.compile<object>(heading.replace(/^Subject: /, ''), { ...RULES, noEscape: true });
  return (view) => ({ subject: oneLine(subject(view)), html: asciiHtml(html(view)), text: text(view) });
}

/** A header's value: no line break, no control character, no gap. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

let look: string | undefined;

/** Changes whenever a file in `templates/mail` or the mjml version does: mails compiled under another are compiled anew. */
export function lookHash(): string {
  if (look) return look;
  const { version } = createRequire(import.meta.url)('mjml/package.json') as { version: string };
  const hash = createHash('sha256').update(`${EDITION} ${version}`);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(mjml|txt)$/.test(name));
  for (const name of names.sort()) hash.update(`\0${name}\0${read(name)}`);
  return (look = hash.digest('hex').slice(0, 32));
}
