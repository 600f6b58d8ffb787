/** The domain of an address, or of a From field such as `Little Steps <steps@example.org>`, in lower case. */
export function domainOf(address: string): string {
  return (/@([^>\s]+)>?\s*$/.exec(address)?.[1] ?? '').toLowerCase();
}
