import type { Response } from 'express';
import { Invalid, type Problem } from '../errors.js';

/** What a page knows of a refused form: by field for beside it, in order for the summary on top. */
export interface Refusal {
  problem: Record<string, string>;
  problems: { field: string; text: string }[];
}

/** Problems by field and in order, one for a field. @param fields those that the page has: the summary links to them */
export function refusal(problems: Problem[], fields: readonly string[]): Refusal {
  const problem: Record<string, string> = {};
  for (const { field, problem: what } of problems) problem[field] ??= what;
  const shown = Object.entries(problem).map(([field, text]) => ({ field: fields.includes(field) ? field : '', text }));
  return { problem, problems: shown };
}

/**
 * One way for every form: do it and go on to the next page (303, so that a reload posts nothing),
 * or show the page again with what was wrong and what was typed (422).
 * @param deed answers where to go
 */
export async function submit(
  response: Response,
  deed: () => Promise<string>,
  again: {
    view: string;
    model: (problems: Problem[]) => object | Promise<object>;
    /** another status than 422 */
    status?: (error: Invalid) => number;
  },
): Promise<void> {
  try {
    response.redirect(303, await deed());
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    response.status(again.status?.(error) ?? 422).render(again.view, await again.model(error.problems));
  }
}

/** What was typed, as text, to be shown again. */
export function typed(body: unknown): Record<string, string> {
  const fields = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  return Object.fromEntries(fields.filter((field): field is [string, string] => typeof field[1] === 'string'));
}

/** A choice of a list. */
export interface Option {
  value: string;
  label: string;
  selected: boolean;
}

/** Choices of a list with one set. */
export function options(
  choices: Iterable<readonly [value: string, label: string]>,
  selected: string | undefined,
): Option[] {
  return Array.from(choices, ([value, label]) => ({ value, label, selected: value === selected }));
}
