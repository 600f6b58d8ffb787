/** Relays and reports quote addresses; what is kept of them does not, nor what PostgreSQL cannot keep. */
export function withoutAddresses(text: string): string {
  return text.replaceAll('\0', '').replace(/<?[^\s<>@]+@[^\s<>@]+>?/g, '<…>');
}
