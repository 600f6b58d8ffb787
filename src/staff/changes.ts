/** What a form changes of what is kept, by field; wall times are kept with seconds. */
export function changes(before: object, form: object): Record<string, unknown> {
  const kept = before as Record<string, unknown>;
  return Object.fromEntries(Object.entries(form).filter(([field, value]) => plain(value) !== plain(kept[field])));
}

function plain(value: unknown): string {
  return JSON.stringify(value).replace(/^"(\d\d:\d\d):\d\d"$/, '"$1"');
}
