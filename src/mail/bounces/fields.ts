/** Fields of a header block by lower-case name, in order; folded lines are joined. */
export type Fields = Map<string, string>;

const field = /^([\w-]{2,60})[ \t]*:[ \t]*(.*)$/;

/**
 * Header-like fields, one map for each block that a blank line ends. The first of several with one name counts.
 * Lines that are no fields are passed over, as reports in the wild are often broken.
 */
export function fieldBlocks(text: string): Fields[] {
  const blocks: Fields[] = [];
  let block: Fields = new Map();
  let last = '';
  for (const line of [...text.split(/\r?\n/), '']) {
    const found = field.exec(line);
    if (found?.[1]) {
      last = found[1].toLowerCase();
      // a report that forgot the blank line between two recipients
      if (last === 'final-recipient' && block.has(last)) {
        blocks.push(block);
        block = new Map();
      }
      if (!block.has(last)) block.set(last, found[2]?.trim() ?? '');
    } else if (/^[ \t]+\S/.test(line) && last) {
      block.set(last, `${block.get(last) ?? ''} ${line.trim()}`.trim());
    } else if (line.trim() === '' && block.size > 0) {
      blocks.push(block);
      block = new Map();
      last = '';
    }
  }
  return blocks;
}
