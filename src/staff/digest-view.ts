import type { NeedsNudge } from '../stats/need-nudge.js';
import type { OrganisationWeek } from '../stats/week-of-organisations.js';

/** What a digest names at the most: mail that is longer is cut off at some receivers. */
const ORGANISATIONS = 25;
const NAMES = 20;

/** What a digest says of one organisation. */
interface DigestOrganisation {
  name: string;
  url: string;
  line: string;
  /** who may need a nudge, in words; '' for nobody */
  nudges: string;
}

/** Organisations of which there is something to say: something was mailed, done or left lying. Names only, never answers. */
export function digestOrganisations(
  weeks: OrganisationWeek[],
  needy: NeedsNudge[],
  publicUrl: string,
): { organisations: DigestOrganisation[]; more: number; place: string } {
  const byOrganisation = Map.groupBy(needy, (one) => one.organisationId);
  const told = weeks.flatMap(({ id, name, people, mailed, took, done }) => {
    const nudges = byOrganisation.get(id) ?? [];
    if (mailed + took + done + nudges.length === 0) return [];
    const line = `Lessons: ${mailed} mailed, ${done} done. People who took part: ${took} of ${people}.`;
    return [{ name, url: `${publicUrl}/organisations/${id}/progress`, line, nudges: named(nudges) }];
  });
  return {
    organisations: told.slice(0, ORGANISATIONS),
    more: Math.max(0, told.length - ORGANISATIONS),
    place: told.length === 1 ? ` at ${told[0]!.name}` : '',
  };
}

/** Names in a row; of whom no name is known, the address. */
function named(people: NeedsNudge[]): string {
  const names = people.slice(0, NAMES).map(({ name, address }) => name || address);
  if (people.length > NAMES) return `${names.join(', ')} and ${people.length - NAMES} more`;
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join('');
}
