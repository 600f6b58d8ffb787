import type { ImportedRoster, ImportState } from '../../enrolments/imports/imported-roster.entity.js';
import type { Problem } from '../../errors.js';
import type { Organisation } from '../../organisations/organisation.entity.js';
import type { Programme } from '../../programmes/programme.entity.js';
import { options, refusal } from '../form.js';
import { moment } from './moment.js';

/** Where an import is, in a word or two. */
export const stateNames: Record<ImportState, string> = {
  uploaded: 'Columns to be checked',
  reading: 'Being read',
  ready: 'Ready to begin',
  running: 'Running',
  done: 'Done',
  cancelled: 'Cancelled',
  undone: 'Taken back',
};

/** The list of an organisation's imports. */
export function importsView({ id, name, endedAt }: Organisation, rosters: ImportedRoster[], zone: string): object {
  return {
    title: `Imports at ${name}`,
    wide: true,
    organisation: { id, name, ended: endedAt !== null },
    imports: rosters.map((roster) => ({
      id: roster.id,
      fileName: roster.fileName,
      at: moment(roster.createdAt, zone),
      by: roster.begunBy,
      state: stateNames[roster.state],
      added: roster.result.new ?? 0,
      rows: roster.total,
      attention: (roster.result.faulty ?? 0) + (roster.result.refused ?? 0),
    })),
  };
}

/** The form for a new import. @param form what is in it */
export function newImportView(
  { id, name, joining }: Organisation,
  programmes: Programme[],
  form: Record<string, string>,
  problems: Problem[],
): object {
  return {
    title: 'Import people',
    wide: true,
    organisation: { id, name },
    notice: joining === 'notice',
    form,
    programmes: options(
      programmes.map((programme) => [programme.id, programme.title] as const),
      form['programme'],
    ),
    ...refusal(problems, ['file', 'text', 'programme']),
  };
}
