import { convert } from 'html-to-text';
import Markdown, { type MarkdownIt, type Token } from 'markdown-it';
import { placeholderFault } from './placeholders.js';

/** Something in a lesson's Markdown that may not stand there. */
interface MarkdownFault {
  /** counted from 1 within the Markdown */
  line: number;
  problem: string;
}

const ALLOWED = new Set(['paragraph', 'bullet_list', 'ordered_list', 'list_item', 'heading', 'strong', 'em', 'link']);
const PLAIN = new Set(['inline', 'text', 'softbreak', 'hardbreak']);

// Placeholders stand for addresses too, and must come out as they are.
function reader(html: boolean): MarkdownIt {
  const markdown = new Markdown({ html });
  const encode = markdown.normalizeLink.bind(markdown);
  markdown.normalizeLink = (url) => (url.includes('{{') ? url : encode(url));
  return markdown;
}

/** Sees HTML and odd links, where the writer of pages and mails shows them as mere text. */
const strict = reader(true);
strict.validateLink = () => true;
const writer = reader(false);

/** Everything in a lesson's Markdown that may not stand there: HTML, images, tables, links that are not https, unknown placeholders. */
export function markdownFaults(markdown: string): MarkdownFault[] {
  return strict.parse(markdown, {}).flatMap((block) => {
    const line = (block.map?.[0] ?? 0) + 1;
    return [block, ...(block.children ?? [])].flatMap((token) => {
      const problem = tokenFault(token);
      return problem ? [{ line, problem }] : [];
    });
  });
}

function tokenFault(token: Token): string | undefined {
  const kind = token.type.replace(/_(open|close)$/, '');
  if (token.type.endsWith('_close')) return undefined;
  if (token.type === 'heading_open' && token.tag !== 'h2') return 'expected headings to begin with ##';
  if (token.type === 'link_open') return linkFault(address(token));
  if (token.type === 'inline') return placeholderFault(token.content);
  if (ALLOWED.has(kind) || PLAIN.has(kind)) return undefined;
  return `expected paragraphs, lists, ## headings, bold and links only, found ${kind.replace(/_/g, ' ')}`;
}

function linkFault(url: string): string | undefined {
  if (/^\{\{contact\.\w+\.url\}\}$/.test(url) || url.startsWith('/programmes/')) return undefined;
  if (URL.canParse(url) && new URL(url).protocol === 'https:') return undefined;
  return `expected a link to begin with https:// or /programmes/, found ${url || 'nothing'}`;
}

const address = (token: Token) => String(token.attrGet('href') ?? '');

/** Where a lesson's links lead, as written. */
export function linksOf(markdown: string): string[] {
  const tokens = strict.parse(markdown, {}).flatMap((block) => block.children ?? []);
  return tokens.filter((token) => token.type === 'link_open').map(address);
}

/**
 * Markdown as HTML, for below a page's first heading: `##` becomes `<h2>`. Placeholders stay.
 * @param base put before links within the site: empty for pages, `{{centre.url}}` for mails
 */
export function markdownHtml(markdown: string, base = ''): string {
  return writer.render(markdown).replaceAll('href="/', `href="${base}/`).trim();
}

/** Markdown as text for mails: one line a paragraph, addresses of links in parentheses. Placeholders stay. */
export function markdownText(markdown: string): string {
  return convert(markdownHtml(markdown, '{{centre.url}}'), {
    wordwrap: false,
    selectors: [
      { selector: 'h2', options: { uppercase: false, leadingLineBreaks: 2, trailingLineBreaks: 2 } },
      { selector: 'a', options: { linkBrackets: ['(', ')'], hideLinkHrefIfSameAsText: true } },
      { selector: 'ul', options: { itemPrefix: '- ' } },
    ],
  });
}

/** What a reader reads: a paragraph, heading or list item each, without addresses of links. */
export function readText(markdown: string): string[] {
  const inline = strict.parse(markdown, {}).filter((token) => token.type === 'inline');
  return inline.map((token) =>
    (token.children ?? [])
      .map((child) => (child.type.endsWith('break') ? ' ' : child.type === 'text' ? child.content : ''))
      .join(''),
  );
}
