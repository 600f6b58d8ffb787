/** `demo` */
export async function demo(_options: { weeks: string; speed: string }): Promise<void> {
  throw new Error('not yet');
}
