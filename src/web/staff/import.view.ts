import type { ImportedRoster } from '../../enrolments/imports/imported-roster.entity.js';
import type { Outcomes } from '../../enrolments/imports/outcomes.js';
import { type ImportRow, PAGE } from '../../enrolments/imports/roster-rows.js';
import type { Organisation } from '../../organisations/organisation.entity.js';
import { outcomeWords, rowProblem } from './import-rows.view.js';
import { stateNames } from './imports.view.js';
import { moment } from './moment.js';

const number = new Intl.NumberFormat('en-GB');

/** "1 person", "1,200 people". */
const people = (count: number) => (count === 1 ? '1 person' : `${number.format(count)} people`);
const rowsOf = (count: number) => (count === 1 ? '1 row' : `${number.format(count)} rows`);

/** How far an import is, as the partial `import-progress` shows it. */
export function importProgress({ state, readBytes, size, total, done }: ImportedRoster): object {
  if (state === 'reading')
    return { words: `Reading the file: ${rowsOf(total)} so far.`, done: readBytes, all: Math.max(size, 1) };
  return { words: `${number.format(done)} of ${rowsOf(total)} done.`, done, all: Math.max(total, 1) };
}

/** The page of an import, from being read to being taken back. */
export function importView(
  { id, name, joining }: Organisation,
  roster: ImportedRoster,
  shown: { rows: ImportRow[]; page: number; undoable: Date | undefined; zone: string },
): object {
  const { state, expected, result, total, done, undone } = roster;
  const isBefore = state === 'reading' || state === 'ready';
  const outcomes = isBefore ? expected : result;
  const attention = sum(outcomes, ['changed', 'duplicate', 'refused', 'faulty']);
  const enrols = (expected.new ?? 0) + (expected.joined ?? 0);
  return {
    title: roster.fileName,
    wide: true,
    organisation: { id, name },
    roster: { id: roster.id, state: stateNames[state], by: roster.begunBy, at: moment(roster.createdAt, shown.zone) },
    [state]: true,
    going: state === 'reading' || state === 'running',
    progress: importProgress(roster),
    counts: countLines(outcomes, isBefore),
    rowCount: rowsOf(total),
    enrols,
    changes: enrols + (expected.changed ?? 0) > 0,
    begin: enrols > 0 ? `${joining === 'notice' ? 'Enrol' : 'Invite'} ${people(enrols)}` : 'Change the names',
    how:
      joining === 'notice'
        ? 'Each gets a mail that says when the first lesson comes, and starts then unless they say no.'
        : 'Each gets an invitation by mail, and starts when they say yes.',
    addedWords: `${people((result.new ?? 0) + (result.joined ?? 0))} ${joining === 'notice' ? 'enrolled' : 'invited'}`,
    doneWords: `${number.format(done)} of ${rowsOf(total)}`,
    ...(undone && { undone: undoneWords(undone) }),
    ...(shown.undoable && { undoUntil: moment(shown.undoable, shown.zone) }),
    rows: shown.rows.map((row) => ({
      row: row.row,
      who: row.name && row.address ? `${row.name}, ${row.address}` : row.address,
      outcome: outcomeWords(row, isBefore),
      problem: rowProblem(row),
    })),
    ...leaves(`/organisations/${id}/imports/${roster.id}`, shown.page, attention),
  };
}

function countLines(outcomes: Outcomes, isBefore: boolean): { name: string; count: string }[] {
  const { new: made = 0, known = 0, changed = 0, duplicate = 0, refused = 0, faulty = 0, joined = 0 } = outcomes;
  const lines: [name: string, count: number, always?: boolean][] = [
    ['New', made, true],
    ['Known already', known, true],
    [isBefore ? 'Take a new name' : 'Took a new name', changed],
    [isBefore ? 'Of those known, enrolled by this' : 'Of those known, enrolled', joined],
    ['Stand in an earlier row too', duplicate],
    [isBefore ? 'Cannot be added' : 'Could not be added', refused],
    ['Faulty', faulty, true],
  ];
  return lines
    .filter(([, count, always]) => always || count > 0)
    .map(([name, count]) => ({ name, count: number.format(count) }));
}

function undoneWords({ removed, withdrawn, kept }: { removed: number; withdrawn: number; kept: number }): string {
  const parts = [`${people(removed)} removed`];
  if (withdrawn > 0) parts.push(`${people(withdrawn)} taken out of the programme again`);
  if (kept > 0) parts.push(`${people(kept)} had started and ${kept === 1 ? 'stays' : 'stay'}`);
  return `${parts.join(', ')}.`;
}

function sum(outcomes: Outcomes, names: (keyof Outcomes)[]): number {
  return names.reduce((total, name) => total + (outcomes[name] ?? 0), 0);
}

/** Ways to the other pages of the rows to look at. */
function leaves(path: string, page: number, total: number): object {
  const last = Math.max(0, Math.ceil(total / PAGE) - 1);
  return {
    attention: total,
    ...(last > 0 && { pages: `Page ${page + 1} of ${last + 1}` }),
    ...(page > 0 && { earlier: `${path}?page=${page - 1}#rows` }),
    ...(page < last && { later: `${path}?page=${page + 1}#rows` }),
  };
}
