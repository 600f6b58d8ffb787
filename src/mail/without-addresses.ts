/** Relays and reports quote addresses; what is kept of them does not. */
export function withoutAddresses(text: string): string {
  return text.replace(/<?[^\s<>@]+@[^\s<>@]+>?/g, '<…>');
}
