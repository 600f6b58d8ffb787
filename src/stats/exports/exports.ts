import type { DataSource } from 'typeorm';
import { readRows } from '../../database/cursor.js';
import { ANSWERS, COMPLETIONS, DELIVERIES, MEMBERS } from './exports.sql.js';

/** What can be exported. */
export const exportKinds = ['completions', 'members', 'deliveries', 'answers'] as const;

/** One of them. */
export type ExportKind = (typeof exportKinds)[number];

/** How it is written. */
export type ExportFormat = 'csv' | 'json';

/** A table that is read as it is written out: memory does not grow with it. */
export interface Export {
  columns: string[];
  /** values in the order of the columns; instants are dates */
  rows: AsyncGenerator<unknown[], void>;
}

interface Kind {
  columns: string[];
  query: string;
  /** what a row says, for people who are to know before they ask */
  about: string;
}

const kinds: Record<ExportKind, Kind> = {
  completions: {
    columns: [
      'organisation',
      'member',
      'name',
      'address',
      'programme',
      'step',
      'lesson',
      'mailedAt',
      'startedAt',
      'doneAt',
    ],
    query: COMPLETIONS,
    about: 'a row for each lesson that reached a person: when it was mailed, started and done',
  },
  members: {
    columns: [
      'organisation',
      'member',
      'name',
      'address',
      'state',
      'since',
      'confirmedAt',
      'pausedUntil',
      'weekday',
      'time',
      'zone',
      'programmes',
      'mailed',
      'started',
      'done',
    ],
    query: MEMBERS,
    about: 'a row for each person: state, slot, programmes, and how many lessons were mailed, started and done',
  },
  deliveries: {
    columns: [
      'delivery',
      'kind',
      'organisation',
      'member',
      'programme',
      'step',
      'round',
      'state',
      'dueAt',
      'sentAt',
      'attempts',
      'reply',
    ],
    query: DELIVERIES,
    about: 'a row for each mail: its kind, what became of it and the last word of the relay',
  },
  answers: {
    columns: ['member', 'programme', 'step', 'question', 'revision', 'lookBack', 'try', 'chosen', 'correct', 'week'],
    query: ANSWERS,
    about: 'a row for each answer, without names: a random key stands for the person, a Monday for the day',
  },
};

/** What a row of an export says. */
export const exportAbout = (kind: ExportKind): string => kinds[kind].about;

/**
 * Everything of a kind, as it is at this moment; people who were erased are left out where names are given.
 * @param organisationId only what belongs to one organisation; answers cannot be asked for by it. @param now domain time
 */
export function exportTable(
  dataSource: DataSource,
  kind: ExportKind,
  organisationId: string | null,
  now: Date,
): Export {
  const { columns, query } = kinds[kind];
  const rows = readRows<Record<string, unknown>>(dataSource, query, values(kind, organisationId, now));
  return { columns, rows: inOrder(columns, rows) };
}

function values(kind: ExportKind, organisationId: string | null, now: Date): unknown[] {
  if (kind === 'answers') return [];
  return kind === 'members' ? [organisationId, now] : [organisationId];
}

async function* inOrder(
  columns: string[],
  rows: AsyncGenerator<Record<string, unknown>>,
): AsyncGenerator<unknown[], void> {
  for await (const row of rows) yield columns.map((column) => row[column] ?? null);
}
