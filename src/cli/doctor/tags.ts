/**
 * Reads a list of tags such as `v=DKIM1; k=rsa; p=…` (RFC 6376, 3.2). White space in and around values does not count for
 * the values looked at here; a tag named twice makes the list void.
 */
export function readTags(text: string): Map<string, string> {
  const tags = new Map<string, string>();
  for (const part of text.split(';')) {
    const at = part.indexOf('=');
    const name = part.slice(0, at).trim();
    if (at < 0 || tags.has(name)) {
      if (part.trim() === '') continue;
      return new Map();
    }
    tags.set(name, part.slice(at + 1).replaceAll(/\s/g, ''));
  }
  return tags;
}
