/** How a mail begins; many rosters have no names. */
export function greeting(name: string): string {
  return name ? `Hello ${name},` : 'Hello,';
}
