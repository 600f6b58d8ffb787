import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** One organisation's part of the roster, as a file of its own. */
export interface RosterPart {
  organisation: string;
  file: string;
}

/**
 * Splits a roster by its first column, the organisation, into a file for each: an import is for one organisation.
 * The lines stay as they are, with all that is untidy about them, and in their places: the others' are left empty.
 * @param folder where the files go
 */
export async function splitRoster(file: string, folder: string): Promise<RosterPart[]> {
  const records = parse(await readFile(file), { delimiter: ';', bom: true, raw: true }) as unknown as {
    record: string[];
    raw: string;
  }[];
  const [header, ...rows] = records;
  const organisations = [...new Set(rows.map(({ record }) => record[0]!))];
  const parts = organisations.map(async (organisation, place) => {
    const part = join(folder, `roster-${place + 1}.csv`);
    const lines = rows.map(({ record, raw }) => (record[0] === organisation ? raw.trimEnd() : ''));
    await writeFile(part, [header!.raw.trimEnd(), ...lines, ''].join('\n'));
    return { organisation, file: part };
  });
  return Promise.all(parts);
}
