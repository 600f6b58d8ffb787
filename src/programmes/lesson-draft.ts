import { z } from 'zod';
import type { Problem } from '../errors.js';
import { type Read, readYaml } from './fault-lines.js';
import { checkContent, type LessonContent, type LessonQuestion, readLesson, splitLesson } from './lesson-file.js';
import { markdownFaults } from './markdown.js';

/** A lesson before it is checked: its front matter as YAML reads it, and its text. Faults are kept. */
export interface LessonDraft {
  front: Record<string, unknown>;
  markdown: string;
}

/** What a new step begins with. */
export const emptyDraft = (title: string): LessonDraft => ({ front: { title, minutes: 5 }, markdown: '' });

/** A lesson as the shortest front matter that means the same: what a file need not say is left out. */
export function draftOf(content: LessonContent): LessonDraft {
  const { title, minutes, lookBack, action, lookOutFor, how, example, sources, questions, markdown } = content;
  const front = {
    title,
    minutes,
    lookBack,
    action,
    lookOutFor: some(lookOutFor),
    how: how.length > 0 ? Object.fromEntries(how.map(({ system, text }) => [system, text])) : undefined,
    example,
    sources: some(sources.map((source) => ({ title: source.title, url: source.url, checkedOn: source.checkedOn }))),
    questions: some(questions.map(plainQuestion)),
  };
  return { front: withoutGaps(front), markdown };
}

/**
 * Reads a lesson file without asking whether it is right; one that is right comes as short as `draftOf` has it.
 * @param file the name that problems show
 */
export function readDraft(text: string, file: string): Read<LessonDraft> {
  const whole = readLesson(text, file);
  if ('value' in whole) return { value: draftOf(whole.value) };
  const parts = splitLesson(text);
  const front = parts && readYaml(parts.yaml, z.record(z.string(), z.unknown(), 'expected fields'), file, 2);
  if (!front) return whole;
  return 'problems' in front ? front : { value: { front: front.value, markdown: parts.markdown.trim() } };
}

/** Checks a draft as a file would be; problems name the field by its path, such as `questions.0.choices.1.why`. */
export function checkDraft({ front, markdown }: LessonDraft): Read<LessonContent> {
  const read = checkContent(front);
  const body = markdownFaults(markdown).map(({ line, problem }) => inText(`line ${line}: ${problem}`));
  if (markdown.trim() === '') body.push(inText('expected text'));
  const problems = [...('problems' in read ? read.problems : []), ...body];
  if ('problems' in read || problems.length > 0) return { problems };
  return { value: { ...read.value, markdown: markdown.trim() } };
}

const inText = (problem: string): Problem => ({ field: 'markdown', problem });

function plainQuestion({ id, ask, before, pick, choices }: LessonQuestion): object {
  return withoutGaps({
    id,
    ask,
    before: before || undefined,
    pick: pick === 'all' ? pick : undefined,
    choices: choices.map(({ text, right, why }) => withoutGaps({ text, right: right || undefined, why })),
  });
}

const some = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined);

const withoutGaps = (object: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
