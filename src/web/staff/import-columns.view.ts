import type { ImportedRoster } from '../../enrolments/imports/imported-roster.entity.js';
import type { Problem } from '../../errors.js';
import type { Columns } from '../../members/roster-columns.js';
import { columnNames, type RosterHead } from '../../members/roster-head.js';
import type { Organisation } from '../../organisations/organisation.entity.js';
import { options, refusal } from '../form.js';

const meanings = Object.entries(columnNames);

/** The page on which somebody says what stands where. @param shown what was chosen and refused, if anything was */
export function columnsView(
  { id, name }: Organisation,
  roster: ImportedRoster,
  { rows, layout }: RosterHead,
  { typed, problems }: { typed: { columns: string[]; header: boolean } | undefined; problems: Problem[] },
): object {
  const { columns, header: isHeader } = roster.layout ?? layout;
  const chosen = typed?.columns ?? meaningsOf(columns, rows[0]?.length ?? 0);
  const header = typed?.header ?? isHeader;
  const known = meaningsOf(layout.columns, rows[0]?.length ?? 0).some((meaning) => meaning !== '');
  return {
    title: `What is in ${roster.fileName}?`,
    wide: true,
    organisation: { id, name },
    roster: { id: roster.id, fileName: roster.fileName },
    known,
    header,
    columns: (rows[0] ?? []).map((first, index) => ({
      number: index + 1,
      name: header && first ? first : `Column ${index + 1}`,
      samples: rows
        .slice(header ? 1 : 0)
        .map((row) => row[index] ?? '')
        .filter((cell) => cell.trim() !== '')
        .slice(0, 3),
      meanings: options(meanings, chosen[index]),
    })),
    ...refusal(problems, []),
  };
}

/** What stands in each column, in their order. */
function meaningsOf(columns: Columns, width: number): string[] {
  const chosen = Array<string>(width).fill('');
  for (const [meaning, places] of Object.entries(columns))
    for (const place of places as number[]) chosen[place] = meaning;
  return chosen;
}
