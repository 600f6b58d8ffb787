import { nations, sectors, sizes } from '../../organisations/vocabulary.js';
import type { MergePreview } from '../../staff/organisation-merge.service.js';
import { weekly } from '../dates.js';

/** What merging would do, before it is done. */
export function mergePreviewView({ from, into, people, active, coordinators, filled }: MergePreview): object {
  const label = (terms: { value: string; label: string }[], value: string | null | undefined) =>
    terms.find((term) => term.value === value)?.label;
  const taken = [
    ['Sector', label(sectors, filled.sector)],
    ['Size', label(sizes, filled.size)],
    ['Nation', label(nations, filled.nation)],
    ['New people start on', filled.weekday && filled.time ? weekly(filled.weekday, filled.time) : undefined],
    ['Emerging technology', filled.emergingTechnology ? 'Yes' : undefined],
  ].filter(([, value]) => value);
  return {
    title: `Merge ${from.name}`,
    organisation: from,
    preview: {
      into,
      same: from.name === into.name,
      people: people === 1 ? 'One person moves' : `${people} people move`,
      active,
      coordinators: coordinators.join(', '),
      filled: taken.map(([what, value]) => ({ what, value })),
    },
  };
}
