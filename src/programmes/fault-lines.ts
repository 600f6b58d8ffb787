import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Problem } from '../errors.js';

/** A value that was read, or everything that is wrong with it. */
export type Read<T> = { value: T } | { problems: Problem[] };

/**
 * Reads YAML and checks it by a schema.
 * @param file the name that problems show
 * @param firstLine the line of the file at which the YAML begins
 */
export function readYaml<S extends z.ZodType>(yaml: string, schema: S, file: string, firstLine = 1): Read<z.output<S>> {
  const lineCounter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter });
  const lineAt = (offset: number) => lineCounter.linePos(offset).line + firstLine - 1;
  if (document.errors.length > 0)
    return {
      problems: document.errors.map((error) => ({
        field: `${file}:${lineAt(error.pos[0])}`,
        problem: error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, ''),
      })),
    };
  const result = schema.safeParse(document.toJS());
  if (result.success) return { value: result.data };
  const place = (path: PropertyKey[]) => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return `${file}:${lineAt(node.range[0])}`;
    }
    return file;
  };
  return { problems: schemaProblems(result.error, place) };
}

/** What a schema found, by field: its path, after the place that `place` knows for it. */
export function schemaProblems(error: z.ZodError, place: (path: PropertyKey[]) => string = () => ''): Problem[] {
  return error.issues.flatMap((issue) => issueProblems(issue, place));
}

function issueProblems(issue: z.core.$ZodIssue, place: (path: PropertyKey[]) => string): Problem[] {
  const field = (path: PropertyKey[]) => [place(path), path.join('.')].filter(Boolean).join(' ');
  if (issue.code !== 'unrecognized_keys') return [{ field: field(issue.path), problem: issue.message }];
  return issue.keys.map((key) => ({ field: field([...issue.path, key]), problem: 'is not a field known here' }));
}
