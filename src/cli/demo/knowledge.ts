import { readProgrammes } from '../../programmes/read-programmes.js';

/** The right choices' places, by the question's id: what the simulated members know. */
export type Knowledge = Map<string, string[]>;

/** What can be learnt from the lesson files. @param folder the folder of programmes */
export async function knowledge(folder: string): Promise<Knowledge> {
  const questions = (await readProgrammes(folder)).flatMap(({ lessons }) =>
    lessons.flatMap(({ content }) => content.questions),
  );
  return new Map(
    questions.map(({ id, choices }) => [id, choices.flatMap(({ right }, place) => (right ? [String(place)] : []))]),
  );
}
