/** One reason that a text can tell. */
export interface Rule {
  /** what is shown as the reason, in a few words */
  name: string;
  pattern: RegExp;
  /** the rule does not hold when the text says this too */
  unless?: RegExp;
}

/** One pattern of many phrases, blind to case; each of them tells the same. */
export function anyOf(...phrases: RegExp[]): RegExp {
  return new RegExp(phrases.map(({ source }) => source).join('|'), 'i');
}
