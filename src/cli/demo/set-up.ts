import { join } from 'node:path';
import { RosterImport, type RosterReport } from '../../enrolments/roster-import.js';
import { programmesFolder } from '../../programmes/folder.js';
import type { Service } from '../serve.js';
import { splitRoster } from './roster.js';
import type { Screen } from './screen.js';

/** The organisation whose people are asked first. */
const ASKED_FIRST = 'Three Rivers Bookkeeping';

/** Who comes by the web page. */
export const WALK_IN = {
  name: 'Marta Silva',
  address: 'marta@silva-ceramics.example.org',
  organisation: 'Silva Ceramics',
  sector: 'creative',
  size: '1',
  nation: 'england',
  weekday: '3',
  time: '10:00',
  accepted: 'yes',
};

/** Enrols the people of the demo's roster, as `members import` does. @param folder where files may be put */
export async function enrolRoster({ app }: Service, folder: string, screen: Screen): Promise<void> {
  const roster = join(programmesFolder, '../demo/roster.csv');
  for (const { organisation, file } of await splitRoster(roster, folder)) {
    const confirmed = organisation !== ASKED_FIRST;
    const report = await app.get(RosterImport).run({ file, organisation, programme: 'core', dryRun: false, confirmed });
    screen.say(`  ${organisation.padEnd(30)}${outcome(report, confirmed)}`);
    for (const { row, field, problem } of report.errors) screen.say(`      row ${row}, ${field}: ${problem}`);
  }
}

function outcome({ created, known, faulty }: RosterReport, confirmed: boolean): string {
  const twice = known ? `, ${known} there twice` : '';
  const wrong = faulty ? `, ${faulty} with a fault:` : '';
  return `${created} people ${confirmed ? 'start' : 'are asked first'}${twice}${wrong}`;
}
