import type { Problem } from '../errors.js';
import { checkLesson, deadLinks } from './check-lesson.js';
import type { LessonQuestion } from './lesson-file.js';
import type { ProgrammeSource } from './read-programmes.js';

const MOST_LONGEST = 0.45;
const MOST_IN_ONE_PLACE = 0.5;

/** What a check of all programmes found: faults refuse them, warnings do not. */
interface Findings {
  faults: Problem[];
  warnings: Problem[];
}

/**
 * The rules for lessons worth sending, beyond what `readProgrammes` asks of any file: length, reading ease, questions that
 * cannot be guessed, contacts by placeholder, links that lead somewhere, sources lately checked.
 * @param today the day it is, `yyyy-mm-dd`
 */
export function checkProgrammes(programmes: ProgrammeSource[], today: string): Findings {
  const exists = (slug: string, lesson?: string) =>
    programmes.some(
      (one) => one.slug === slug && (lesson === undefined || one.lessons.some((other) => other.slug === lesson)),
    );
  const faults: Problem[] = [];
  const warnings: Problem[] = [];
  for (const { slug, lessons, closing } of programmes) {
    for (const lesson of lessons) {
      const findings = checkLesson(lesson.content, today);
      const dead = deadLinks(lesson.content.markdown, exists);
      const found = [...findings.faults.map(({ problem }) => problem), ...dead];
      faults.push(...found.map((problem) => ({ field: lesson.file, problem })));
      warnings.push(...findings.warnings.map(({ problem }) => ({ field: lesson.file, problem })));
    }
    const ofProgramme = [
      ...guessable(lessons.flatMap(({ content }) => content.questions)),
      ...deadLinks(closing ?? '', exists),
    ];
    faults.push(...ofProgramme.map((problem) => ({ field: `${slug}/programme.yaml`, problem })));
  }
  return { faults, warnings };
}

/** What gives the right choice away over many questions: its length, or where it stands. Those with several right choices do not count. */
export function guessable(questions: LessonQuestion[]): string[] {
  const single = questions.filter(({ pick }) => pick === 'one');
  if (single.length === 0) return [];
  const problems: string[] = [];
  const share = (part: number) => `${Math.round((100 * part) / single.length)} %`;
  const longest = single.filter(rightIsLongest).length;
  if (longest / single.length > MOST_LONGEST)
    problems.push(
      `expected the right choice to be the longest in at most ${100 * MOST_LONGEST} % of the questions, found ${share(longest)}`,
    );
  const places = Map.groupBy(single, ({ choices }) => choices.findIndex(({ right }) => right) + 1);
  for (const [place, there] of places)
    if (there.length / single.length > MOST_IN_ONE_PLACE)
      problems.push(
        `expected the right choice in one place in at most half of the questions, found place ${place} in ${share(there.length)}`,
      );
  return problems;
}

function rightIsLongest({ choices }: LessonQuestion): boolean {
  const [right, ...others] = [...choices]
    .sort((a, b) => Number(b.right) - Number(a.right))
    .map(({ text }) => text.length);
  return others.every((length) => length < right!);
}
