import { z } from 'zod';
import { nations, sectors, sizes, type Term } from '../../organisations/vocabulary.js';

const chosenOf = (terms: Term[], problem: string) =>
  z.enum(['', ...terms.map(({ value }) => value)], { error: problem }).default('');
const dayOrNone = z.union([z.literal(''), z.iso.date({ error: 'Give a day, such as 2026-11-22.' })]).default('');

/** What the figures are asked for. */
export const dashboardForm = z
  .object({
    /** the last so many weeks; `days`: from one day to another */
    period: z.enum(['4', '13', '52', 'days'], { error: 'Choose a period from the list.' }).default('13'),
    from: dayOrNone,
    to: dayOrNone,
    /** an organisation's name, or a part that only one has */
    organisation: z.string().trim().max(200, { error: 'This is too long for a name.' }).default(''),
    sector: chosenOf(sectors, 'Choose a sector from the list.'),
    size: chosenOf(sizes, 'Choose a size from the list.'),
    nation: chosenOf(nations, 'Choose a nation from the list.'),
    programme: z.string().max(100, { error: 'Choose a programme from the list.' }).default(''),
  })
  .superRefine(({ period, from, to }, context) => {
    if (period !== 'days') return;
    const wrong = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if (!from) wrong('from', 'Give the first day.');
    if (!to) wrong('to', 'Give the last day.');
    if (from && to && to < from) wrong('to', 'Give a day that is not before the first.');
    if (from && to && Date.parse(to) - Date.parse(from) > MOST_DAYS * 24 * 3600_000)
      wrong('from', 'Give a period of ten years at the most.');
  });

const MOST_DAYS = 3660;

/** What was asked for. */
export type DashboardForm = z.output<typeof dashboardForm>;
