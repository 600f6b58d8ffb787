const PLACEHOLDER_WIDTH = 16;
const WORD = /(?:\{\{.*?\}\}|\S)+/g;

/** Everything outside ASCII as numeric entities, which is the same text in HTML and travels unencoded. */
export function asciiHtml(html: string): string {
  // eslint-disable-next-line no-control-regex
  return html.replace(/[^\x00-\x7f]/gu, (character) => `&#${character.codePointAt(0)};`);
}

/**
 * HTML without indentation and blank lines, its long lines broken at spaces where a line break means the same: not
 * inside `{{ }}` and not inside a conditional comment's condition. Must not hold `<pre>`.
 * @param most bytes a line may have before it is broken; a filled line must stay under SMTP's 998 (RFC 5321, 4.5.3.1.6)
 */
export function shortLines(html: string, most = 400): string {
  const lines = html
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return lines.map((line) => (line.length > most ? broken(line, most) : line)).join('\n') + '\n';
}

function broken(line: string, most: number): string {
  const pieces = line.split(/ (?![^{]*\}\})(?![^[]*\]>)/);
  return pieces.reduce((text, piece) => {
    const width = text.length - (text.lastIndexOf('\n') + 1);
    return `${text}${width + piece.length >= most ? '\n' : ' '}${piece}`;
  });
}

/** How wide a line of a text template will be about, once filled: what stands for a value counts 16 characters, a block's ends none. */
function filledWidth(line: string): number {
  return line.replace(/\{\{[#/].*?\}\}|\{\{else\}\}/g, '').replace(/\{\{.*?\}\}/g, 'x'.repeat(PLACEHOLDER_WIDTH))
    .length;
}

/**
 * A text template with its long lines wrapped at words; a list's item goes on below its first word, an indented line
 * keeps its indentation, and nothing inside `{{ }}` is broken.
 * @param width characters, as the reader will see them about
 */
export function wrapText(text: string, width = 76): string {
  return text
    .split('\n')
    .map((line) => (filledWidth(line) > width ? wrapped(line, width) : line.trimEnd()))
    .join('\n');
}

function wrapped(line: string, width: number): string {
  const [start = ''] = /^\s*(?:[-*] |\d+\. )?/.exec(line) ?? [];
  const lines: string[] = [];
  let current = start;
  for (const word of line.slice(start.length).match(WORD) ?? []) {
    const longer = current.trim() && current !== start ? `${current} ${word}` : `${current}${word}`;
    if (filledWidth(longer) > width && current.trim() && current !== start) {
      lines.push(current);
      current = ' '.repeat(start.length) + word;
    } else current = longer;
  }
  return [...lines, current].join('\n');
}
