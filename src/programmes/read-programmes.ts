import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Invalid, type Problem } from '../errors.js';
import { type LessonContent, readLesson } from './lesson-file.js';
import { type ProgrammeFile, readProgrammeFile } from './programme-file.js';

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const LESSON = /^(\d\d)-([a-z0-9]+(?:-[a-z0-9]+)*)\.md$/;

/** A lesson with what its file's name says. */
export interface LessonSource {
  /** below the programmes' folder, for problems */
  file: string;
  slug: string;
  /** from 1 */
  position: number;
  content: LessonContent;
}

/** A programme's folder, checked. */
export interface ProgrammeSource extends ProgrammeFile {
  slug: string;
  /** in the order of their positions */
  lessons: LessonSource[];
}

/**
 * Reads every programme below a folder: `<programme>/programme.yaml` and `<programme>/<NN>-<slug>.md`.
 * @throws Invalid with everything that is wrong in any of the files
 */
export async function readProgrammes(folder: string): Promise<ProgrammeSource[]> {
  if (!existsSync(folder)) throw new Invalid([{ field: folder, problem: 'expected a folder of programmes' }]);
  const entries = await readdir(folder, { withFileTypes: true });
  const slugs = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const problems: Problem[] = [];
  const programmes: ProgrammeSource[] = [];
  for (const slug of slugs) {
    const programme = await readProgramme(folder, slug, problems);
    if (programme) programmes.push(programme);
  }
  for (const { slug, after } of programmes)
    if (after && !slugs.includes(after.programme))
      problems.push({
        field: `${slug}/programme.yaml after.programme`,
        problem: `expected a programme, found ${after.programme}`,
      });
  if (slugs.length === 0) problems.push({ field: folder, problem: 'expected at least one folder with a programme' });
  if (problems.length > 0) throw new Invalid(problems);
  return programmes;
}

async function readProgramme(folder: string, slug: string, problems: Problem[]): Promise<ProgrammeSource | undefined> {
  if (!SLUG.test(slug))
    problems.push({ field: slug, problem: 'expected a name of lower-case words with hyphens between' });
  const names = (await readdir(join(folder, slug))).sort();
  const lessons: LessonSource[] = [];
  for (const name of names.filter((one) => one.endsWith('.md'))) {
    const lesson = await readLessonFile(folder, `${slug}/${name}`, name, problems);
    if (!lesson) continue;
    const twin = lessons.find((other) => other.slug === lesson.slug || other.position === lesson.position);
    if (twin)
      problems.push({ field: lesson.file, problem: `expected a number and a name of its own, as ${twin.file} has it` });
    lessons.push(lesson);
  }
  const field = `${slug}/programme.yaml`;
  if (!names.includes('programme.yaml')) {
    problems.push({ field, problem: 'expected this file' });
    return undefined;
  }
  const file = readProgrammeFile(await readFile(join(folder, field), 'utf8'), field);
  if ('problems' in file) {
    problems.push(...file.problems);
    return undefined;
  }
  for (const step of Object.keys(file.value.steps))
    if (!names.some((name) => LESSON.exec(name)?.[2] === step))
      problems.push({ field: `${field} steps.${step}`, problem: 'expected a lesson of that name beside this file' });
  if (!names.some((name) => name.endsWith('.md')))
    problems.push({ field: slug, problem: 'expected at least one lesson' });
  return { ...file.value, slug, lessons };
}

async function readLessonFile(
  folder: string,
  file: string,
  name: string,
  problems: Problem[],
): Promise<LessonSource | undefined> {
  const [, number, slug = ''] = LESSON.exec(name) ?? [];
  if (!Number(number)) {
    problems.push({ field: file, problem: 'expected a name such as 01-lock-your-email.md' });
    return undefined;
  }
  const read = readLesson(await readFile(join(folder, file), 'utf8'), file);
  if ('value' in read) return { file, slug, position: Number(number), content: read.value };
  problems.push(...read.problems);
  return undefined;
}
