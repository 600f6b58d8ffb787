import { contactLines } from '../centre/contact-lines.js';

const KNOWN = `contact\\.(?:${Object.keys(contactLines).join('|')})\\.(?:name|phone|url|address)|centre\\.(?:name|programmeName|url)`;
const PLACEHOLDER = new RegExp(`(?<![{\\\\])\\{\\{(${KNOWN})\\}\\}(?!\\})`, 'g');
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** The text without its placeholders. */
export function withoutPlaceholders(text: string): string {
  return text.replace(PLACEHOLDER, '');
}

/** What is wrong with the placeholders of a lesson's text: only `{{contact.<key>.<field>}}` and `{{centre.name}}` may stand there. */
export function placeholderFault(text: string): string | undefined {
  const [found] = /\\?\{\{.{0,60}|.{0,20}\}\}/.exec(withoutPlaceholders(text)) ?? [];
  return found && `expected a placeholder such as {{contact.reportFraud.phone}}, found ${found.trim()}`;
}

/**
 * Puts a centre's names and contacts into a lesson's text.
 * @param view `centre` and `contact`, by key; what they lack becomes empty
 */
export function fillPlaceholders(text: string, view: object): string {
  return text.replace(PLACEHOLDER, (_whole, path: string) => {
    const value = path
      .split('.')
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], view);
    return typeof value === 'string' ? value : '';
  });
}

/** The same for HTML: what is put in is escaped. */
export function fillHtmlPlaceholders(html: string, view: object): string {
  return html.replace(PLACEHOLDER, (whole) =>
    fillPlaceholders(whole, view).replace(/[&<>"']/g, (character) => ENTITIES[character]!),
  );
}
