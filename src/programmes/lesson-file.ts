import { z } from 'zod';
import { type Read, readYaml, schemaProblems } from './fault-lines.js';
import { markdownFaults } from './markdown.js';
import { placeholderFault } from './placeholders.js';

const text = z
  .string('expected text')
  .trim()
  .min(1, 'expected text')
  .superRefine((value, context) => {
    const fault = placeholderFault(value);
    if (fault) context.addIssue({ code: 'custom', message: fault });
  });

const line = text.transform((value) => value.replace(/\s+/g, ' '));

const choice = z.strictObject({ text: line, right: z.boolean('expected true or false').default(false), why: line });

const question = z
  .strictObject({
    id: z.string('expected a name').regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected lower-case words with hyphens between'),
    ask: line,
    before: z.boolean('expected true or false').default(false),
    pick: z.enum(['one', 'all'], 'expected one or all').default('one'),
    choices: z.array(choice, 'expected a list').min(2, 'expected 2 to 4 choices').max(4, 'expected 2 to 4 choices'),
  })
  .superRefine(({ pick, choices }, context) => {
    const right = choices.filter((one) => one.right).length;
    const wrong = (message: string) => context.addIssue({ code: 'custom', path: ['choices'], message });
    if (pick === 'one' && right !== 1) wrong(`expected exactly one right choice (or pick: all), found ${right}`);
    if (pick === 'all' && right < 2) wrong(`expected several right choices with pick: all, found ${right}`);
  });

const source = z.strictObject({
  title: z.string('expected text').trim().min(1, 'expected text'),
  url: z.url({ protocol: /^https$/, error: 'expected an address that begins with https://' }),
  checkedOn: z.iso.date('expected the day it was checked, such as 2026-11-22'),
});

// As a list, since jsonb would put the systems in an order of its own.
const how = z
  .record(z.string(), line, 'expected a text for each system')
  .superRefine((texts, context) => {
    if ('' in texts) context.addIssue({ code: 'custom', path: [''], message: 'expected the name of a system' });
  })
  .transform((texts) => Object.entries(texts).map(([system, steps]) => ({ system, text: steps })));

/** The front matter of a lesson file; an unknown key is a fault. */
const frontMatter = z
  .strictObject({
    title: line,
    minutes: z
      .int('expected a whole number of minutes')
      .min(1, 'expected 1 to 15 minutes')
      .max(15, 'expected 1 to 15 minutes'),
    action: line.optional(),
    lookOutFor: z.array(line, 'expected a list').default([]),
    how: how.default([]),
    example: text.optional(),
    lookBack: z.int('expected a number of questions').min(1, 'expected 1 to 10').max(10, 'expected 1 to 10').optional(),
    sources: z.array(source, 'expected a list').default([]),
    questions: z.array(question, 'expected a list').default([]),
  })
  .superRefine(({ questions }, context) => {
    const fault = (index: number, key: string, message: string) =>
      context.addIssue({ code: 'custom', path: ['questions', index, key], message });
    for (const [index, { id, before }] of questions.entries()) {
      const earlier = questions.slice(0, index);
      if (earlier.some((other) => other.id === id)) fault(index, 'id', `expected a name of its own, found ${id} twice`);
      if (before && earlier.some((other) => other.before))
        fault(index, 'before', 'expected at most one question before the text');
    }
  });

/** One question of a lesson, with its answers. */
export type LessonQuestion = z.output<typeof question>;
/** A lesson, checked: what a revision stores. `markdown` is the body as written. */
export type LessonContent = z.output<typeof frontMatter> & { markdown: string };

/** Checks front matter that was read already; problems name the field by its path, such as `sources.0.url`. */
export function checkContent(front: unknown): Read<z.output<typeof frontMatter>> {
  const result = frontMatter.safeParse(front);
  return result.success ? { value: result.data } : { problems: schemaProblems(result.error) };
}

/**
 * Reads a lesson file: front matter between `---` lines, then Markdown.
 * @param file the name that problems show
 */
export function readLesson(content: string, file: string): Read<LessonContent> {
  const parts = splitLesson(content);
  if (!parts) return { problems: [{ field: `${file}:1`, problem: 'expected front matter between two lines of ---' }] };
  const { yaml, markdown } = parts;
  const bodyLine = yaml.split('\n').length + 2;
  const front = readYaml(yaml, frontMatter, file, 2);
  const body = markdownFaults(markdown).map(({ line: at, problem }) => ({
    field: `${file}:${bodyLine + at - 1} text`,
    problem,
  }));
  if (markdown.trim() === '')
    body.push({ field: `${file}:${bodyLine} text`, problem: 'expected text below the front matter' });
  if ('problems' in front) return { problems: [...front.problems, ...body] };
  return body.length > 0 ? { problems: body } : { value: { ...front.value, markdown: markdown.trim() } };
}

/** A lesson file's front matter and text; undefined when it has no front matter. */
export function splitLesson(content: string): { yaml: string; markdown: string } | undefined {
  const plain = content.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const [, yaml, markdown = ''] = /^---\n([\s\S]*?\n)---\n([\s\S]*)$/.exec(plain) ?? [];
  return yaml === undefined ? undefined : { yaml, markdown };
}
