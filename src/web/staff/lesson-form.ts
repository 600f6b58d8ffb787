import type { Problem } from '../../errors.js';
import type { LessonDraft } from '../../programmes/lesson-draft.js';

/** Choices that a question has room for. */
const CHOICES = [0, 1, 2, 3];

type Form = Record<string, string>;

/** What was typed into the form of a lesson, as front matter and text; rows left empty are left out. */
export function draftFromForm(form: Form): LessonDraft {
  const field = (name: string) => (form[name] ?? '').replace(/\r\n?/g, '\n').trim();
  const lines = field('lookOutFor').split('\n').map((line) => line.trim()).filter(Boolean); // prettier-ignore
  const how = rows(form, 'how').map((row) => [field(`${row}.system`), field(`${row}.text`)] as const);
  const sources = rows(form, 'sources').map((row) => ({
    title: field(`${row}.title`),
    url: field(`${row}.url`),
    checkedOn: field(`${row}.checkedOn`),
  }));
  const questions = rows(form, 'questions').map((row) => ({
    id: field(`${row}.id`),
    ask: field(`${row}.ask`),
    before: field(`${row}.before`) === 'yes' || undefined,
    pick: field(`${row}.pick`) === 'all' ? 'all' : undefined,
    choices: rows(form, `${row}.choices`).map((choice) => ({
      text: field(`${choice}.text`),
      right: field(`${choice}.right`) === 'yes' || undefined,
      why: field(`${choice}.why`),
    })),
  }));
  const front = {
    title: field('title'),
    minutes: number(field('minutes')),
    lookBack: field('lookBack') ? number(field('lookBack')) : undefined,
    action: field('action') || undefined,
    lookOutFor: some(lines),
    how: how.length > 0 ? Object.fromEntries(how) : undefined,
    example: field('example') || undefined,
    sources: some(sources),
    questions: some(named(questions)),
  };
  return { front: withoutGaps(front), markdown: field('markdown') };
}

/** A draft as the fields of the form hold it. */
export function formOf({ front, markdown }: LessonDraft): Form {
  const form: Form = { markdown };
  const put = (field: string, value: unknown) => {
    if (typeof value === 'string' || typeof value === 'number') form[field] = String(value);
    if (value === true) form[field] = 'yes';
  };
  for (const field of ['title', 'minutes', 'lookBack', 'action', 'example']) put(field, front[field]);
  form['lookOutFor'] = list(front['lookOutFor']).map(String).join('\n');
  for (const [index, [system, text]] of entries(front['how']).entries()) {
    put(`how.${index}.system`, system);
    put(`how.${index}.text`, text);
  }
  const putRows = (name: string, value: unknown, fields: string[]) => {
    for (const [index, row] of list(value).entries())
      for (const [field, inside] of entries(row)) if (fields.includes(field)) put(`${name}.${index}.${field}`, inside);
  };
  putRows('sources', front['sources'], ['title', 'url', 'checkedOn']);
  putRows('questions', front['questions'], ['id', 'ask', 'before', 'pick']);
  for (const [index, question] of list(front['questions']).entries())
    putRows(`questions.${index}.choices`, Object.fromEntries(entries(question))['choices'], ['text', 'right', 'why']);
  return form;
}

/** The rows of a list that hold anything, such as `sources.0`. */
function rows(form: Form, list: string): string[] {
  const numbers = Object.entries(form).flatMap(([field, value]) => {
    const [, number] = field.startsWith(`${list}.`) ? (/^(\d{1,2})\./.exec(field.slice(list.length + 1)) ?? []) : [];
    // A question's name and its ways of answering are there even where nothing is asked.
    const counts = value.trim() !== '' && !/\.(?:id|pick|before)$/.test(field);
    return number !== undefined && counts ? [Number(number)] : [];
  });
  return [...new Set(numbers)].sort((a, b) => a - b).map((number) => `${list}.${number}`);
}

/** Room for one more row than a list has. */
export function withSpare(form: Form, list: string): string[] {
  const taken = rows(form, list);
  const last = taken.length > 0 ? Number(taken.at(-1)!.slice(list.length + 1)) : -1;
  return [...taken, `${list}.${last + 1}`];
}

/** The choices of a question: as many as there is room for. */
export const choicesOf = (question: string): string[] => CHOICES.map((choice) => `${question}.choices.${choice}`);

/** Where on the form a problem belongs that the checks found by its path in the lesson. */
export function onForm({ field, problem }: Problem, { front }: LessonDraft): Problem {
  const [, system] = /^how\.(.*)$/.exec(field) ?? [];
  if (system !== undefined) {
    const row = entries(front['how']).findIndex(([key]) => key === system);
    if (row >= 0) return { field: `how.${row}.${system ? 'text' : 'system'}`, problem };
  }
  const [, line] = /^lookOutFor\.(\d+)$/.exec(field) ?? [];
  if (line) return { field: 'lookOutFor', problem: `line ${Number(line) + 1}: ${problem}` };
  return { field: field.replace(/^(questions\.\d+)\.id$/, '$1.ask'), problem };
}

/** Every question is called something that its answers are kept under; a new one after what it asks. */
function named<T extends { id: string; ask: string }>(questions: T[]): T[] {
  const taken = new Set(questions.map(({ id }) => id));
  return questions.map((question) => {
    if (question.id) return question;
    const base = slugOf(question.ask.split(/\s+/).slice(0, 5).join(' ')) || 'question';
    let id = base;
    for (let more = 2; taken.has(id); more++) id = `${base}-${more}`;
    taken.add(id);
    return { ...question, id };
  });
}

/** Words as a part of an address: "Lock your e-mail" becomes "lock-your-e-mail". */
export function slugOf(words: string): string {
  const plain = words.normalize('NFKD').replace(/[\u0300-\u036f'’]/g, '').toLowerCase(); // prettier-ignore
  return plain.replace(/[^a-z0-9]+/g, '-').slice(0, 60).replace(/^-|-$/g, ''); // prettier-ignore
}

const number = (text: string): number | string => (/^\d{1,9}$/.test(text) ? Number(text) : text);
const some = <T>(items: T[]): T[] | undefined => (items.length > 0 ? items : undefined);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const entries = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

/** Without what is undefined, at any depth. */
function withoutGaps(front: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(front)) as Record<string, unknown>;
}
