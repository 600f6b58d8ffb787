const machineName =
  /\b(?:(host|server|mta|gateway|domain)|while talking to|connected to|giving up on|program at|system at)\s+\(?[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}\.?\)?(?:\s?[[(][\d.:a-f]{1,45}[\])])?/gi;

/**
 * A refusal made ready for the rules: one line, no addresses or names of machines (`quota@…` or `spam.example` say
 * nothing about the reason), no numbers repeated on continued reply lines, no quoted subject, no scanner's footer.
 */
export function evidenceText(text: string): string {
  return text
    .slice(0, 16_384)
    .replace(/^[ \t>]*(?:subject|betreff|objet|asunto|oggetto|assunto|onderwerp|thread-topic)[ \t]*:.*$/gim, ' ')
    .replace(/^.*(?:scanned (?:for|by)|checked (?:for|by)|virus[- ]free|no virus found).*$/gim, ' ')
    .replace(/^[ \t>*<]*(?:2\d\d|354)[ -].*$/gm, ' ')
    .replace(/^[ \t>]*(?:ehlo|helo|mail from|rcpt to|data|quit|rset)\b(?!.*\b[45]\d\d\b).*$/gim, ' ')
    .replace(/=\r?\n/g, '')
    .replace(/\b([45]\d\d)-(?:[45]\.\d{1,3}\.\d{1,3}\s+)?/g, ' ')
    .replace(/<?[^\s<>()"',;:[\]@]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,9}>?/g, 'addr')
    .replace(machineName, '$1')
    .replace(/["'`]addr["'`]/g, 'addr')
    .replace(/[’‘]/g, "'")
    .replaceAll('_', ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
