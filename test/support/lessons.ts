/** A paragraph of plain words, as many as asked for. */
export const plainWords = (count: number): string =>
  Array.from({ length: count }, (_, index) => (index % 8 === 7 ? 'done.' : 'keep')).join(' ');

const choices = (right: number, longest: number, count = 3) =>
  Array.from({ length: count }, (_, index) => {
    const text = index === longest ? 'Ring a number that you hold' : 'Wait and see';
    return `      - { text: "${text}"${index === right ? ', right: true' : ''}, why: "Because of ${index}." }`;
  }).join('\n');

/** A question of a lesson file, with its right choice and its longest where asked. */
export const questionText = (id: string, right = 0, longest = 1): string =>
  `  - id: ${id}\n    ask: What now?\n    choices:\n${choices(right, longest)}`;

/** A lesson file that nothing is wrong with; what the test changes replaces lines of the front matter by key. */
export function lessonText(changes: Record<string, string | undefined> = {}, body = plainWords(150)): string {
  const front: Record<string, string | undefined> = {
    title: 'title: Lock the door',
    minutes: 'minutes: 5',
    action: 'action: Turn the key.',
    sources: 'sources:\n  - { title: A source, url: "https://www.ncsc.gov.uk/x", checkedOn: 2026-11-22 }',
    questions: `questions:\n${questionText('first', 0, 1)}\n${questionText('second', 1, 2)}`,
    ...changes,
  };
  return `---\n${Object.values(front).filter(Boolean).join('\n')}\n---\n${body}\n`;
}

/** A `programme.yaml` that nothing is wrong with. */
export const programmeText = (more = ''): string =>
  `title: Doors\nsummary: All about doors.\nentry: asked\nrank: 20\n${more}`;
