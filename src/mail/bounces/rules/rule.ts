/** One pattern that tells why a mail was refused. */
export interface Rule {
  /** what is shown as the reason, in a few words */
  name: string;
  pattern: RegExp;
  /** the rule does not hold when the text says this too */
  unless?: RegExp;
}
