import { diffLines, diffWordsWithSpace } from 'diff';

/** A part of a line: what was taken away or added, or what stayed. */
interface Piece {
  text: string;
  added?: boolean;
  removed?: boolean;
}

/** A line of a difference: taken away, added, or as it was; or how many lines are left out as they are the same. */
export interface DifferenceLine {
  sign: '−' | '+' | '';
  /** the sign, for those who do not see it */
  words: string;
  pieces: Piece[];
  skipped?: number;
}

/** Lines around a change that are shown. */
const AROUND = 2;

/** What differs between two texts, line by line and within lines that were changed word by word. Empty: nothing. */
export function difference(before: string, after: string): DifferenceLine[] {
  if (before === after) return [];
  const chunks = diffLines(before, after);
  return chunks.flatMap((chunk, index) => {
    const lines = linesOf(chunk.value);
    const next = chunks[index + 1];
    const previous = chunks[index - 1];
    if (chunk.removed) return removed(lines, next?.added ? linesOf(next.value) : []);
    if (chunk.added) return added(lines, previous?.removed ? linesOf(previous.value) : []);
    return around(lines, index > 0, index < chunks.length - 1);
  });
}

function removed(lines: string[], instead: string[]): DifferenceLine[] {
  return lines.map((line, place) => ({
    sign: '−',
    words: 'Taken away: ',
    pieces: pieces(line, instead[place]).filter((piece) => !piece.added),
  }));
}

function added(lines: string[], before: string[]): DifferenceLine[] {
  return lines.map((line, place) => ({
    sign: '+',
    words: 'Added: ',
    pieces: (before[place] === undefined ? [{ text: line, added: true }] : pieces(before[place], line)).filter(
      (piece) => !piece.removed,
    ),
  }));
}

/** Two lines that take each other's place, word by word; without another, all of the line is gone. */
function pieces(line: string, instead?: string): Piece[] {
  if (instead === undefined) return [{ text: line, removed: true }];
  return diffWordsWithSpace(line, instead).map(({ value, ...change }) => ({
    text: value,
    ...(change.added && { added: true }),
    ...(change.removed && { removed: true }),
  }));
}

function around(lines: string[], after: boolean, before: boolean): DifferenceLine[] {
  const head = after ? lines.slice(0, AROUND) : [];
  const tail = before ? lines.slice(Math.max(head.length, lines.length - AROUND)) : [];
  const skipped = lines.length - head.length - tail.length;
  const plain = (line: string): DifferenceLine => ({ sign: '', words: '', pieces: [{ text: line }] });
  return [
    ...head.map(plain),
    ...(skipped > 0 ? [{ sign: '' as const, words: '', pieces: [], skipped }] : []),
    ...tail.map(plain),
  ];
}

const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n');
