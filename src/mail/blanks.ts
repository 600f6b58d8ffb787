const BLANK = /\{\{.*?\}\}/g;

/** What stands in `{{ }}` in the MJML and less often, or not at all, in the HTML made of it: mjml drops without a word what stands between its tags. */
export function droppedBlanks(mjml: string, html: string): string[] {
  const left = Map.groupBy(
    [...html.matchAll(BLANK)].map(([blank]) => blank),
    (blank) => blank,
  );
  return [...mjml.matchAll(BLANK)].flatMap(([blank]) => (left.get(blank)?.pop() ? [] : [blank]));
}
