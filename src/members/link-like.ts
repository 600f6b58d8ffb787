/** What programs make a link of by themselves: a scheme, www., a path, or a name under one of the most used domains. */
const LINK = new RegExp(
  [
    String.raw`\b(?:https?|ftp|mailto|tel|data|javascript):|:\/\/|\bwww\.|[\p{L}\p{N}]\.\p{L}{2,24}\/`,
    String.raw`[\p{L}\p{N}-]\.(?:com|net|org|info)(?![\p{L}\p{N}-])`,
    String.raw`[\p{L}\p{N}-]{2}\.(?:uk|co|io|eu|ru|cn|biz|xyz|top|site|online|shop|app|dev|link|click|icu|tk|ly|zip)(?![\p{L}\p{N}-])`,
  ].join('|'),
  'iu',
);

/** Whether a mail program would make a link of some of a text: in a name it would make our mail somebody else's. */
export function isLinkLike(text: string): boolean {
  return LINK.test(text.normalize('NFKC'));
}
