/**
 * White space in the wide sense: what spreadsheets, web pages and mail programs leave around a value without showing it
 * (non-breaking, zero-width and direction marks, soft hyphens, the byte-order mark).
 */
const BLANK = String.raw`[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0]`;
const START = new RegExp(`^${BLANK}+`);
const BLANKS_AND_ENDS = new RegExp(BLANK);

/** The text without visible or invisible white space at either end; '' when there is nothing else. */
export function trimmed(text: string): string {
  const from = START.exec(text)?.[0].length ?? 0;
  let to = text.length;
  while (to > from && BLANKS_AND_ENDS.test(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}
