import { DateTime } from 'luxon';
import { z } from 'zod';
import { cadenceFields } from '../../members/cadence.schema.js';
import { addressField, personName } from '../../members/sign-up.schema.js';
import type { PeopleWish } from '../../staff/people/wish.js';
import { type PeopleFilter, peopleSorts, type PeopleSort } from '../../stats/people-list.js';

const id = (error: string) => z.string({ error }).regex(/^\d{1,18}$/, { error });
const orNone = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
const many = z.preprocess(
  (value) => {
    if (typeof value === 'object' && value !== null) return Object.values(value);
    return value === undefined ? [] : [value];
  },
  z.array(id('Choose people from the list.')),
);

/** An act and what it needs, as a form says it. */
export const wishForm = z.discriminatedUnion(
  'act',
  [
    z.object({
      act: z.literal('pause'),
      until: orNone(z.iso.date({ error: 'Choose the day on which lessons begin again.' })),
      weeks: orNone(
        z.coerce
          .number({ error: 'Give a number of weeks.' })
          .int({ error: 'Give whole weeks.' })
          .min(1, { error: 'Give one week or more.' })
          .max(52, { error: 'Give 52 weeks at the most.' }),
      ),
    }),
    z.object({ act: z.literal('resume') }),
    z.object({ act: z.literal('move'), ...cadenceFields, zone: orNone(cadenceFields.zone) }),
    z.object({ act: z.literal('enrol'), programme: id('Choose a programme.') }),
    z.object({ act: z.literal('withdraw'), from: orNone(id('Choose a programme from the list.')) }),
    z.object({
      act: z.literal('waive'),
      step: id('Choose a step.'),
      reason: z
        .string({ error: 'Say why.' })
        .transform((value) => value.replace(/\s+/g, ' ').trim())
        .pipe(z.string().min(1, { error: 'Say why.' }).max(300, { error: 'Keep it to 300 characters.' })),
    }),
    z.object({ act: z.literal('unwaive'), step: id('Choose a step.') }),
    z.object({ act: z.literal('remove') }),
  ],
  { error: 'Choose what to do.' },
);

/** Whom it is for. */
export const chosenForm = z.object({ who: z.literal('all').optional().catch(undefined), member: many });
export const nameForm = z.object({
  name: z.preprocess(
    (value) => (typeof value === 'string' && !value.trim() ? undefined : value),
    personName('a name').optional().default(''),
  ),
});
export const addressForm = z.object({ address: addressField });
export const resendForm = z.object({
  lesson: z
    .string({ error: 'Choose a lesson.' })
    .regex(/^\d{1,18}-\d{1,18}$/, { error: 'Choose a lesson.' })
    .transform((value) => {
      const [enrolmentId, stepId] = value.split('-') as [string, string];
      return { enrolmentId, stepId };
    }),
});

/** The act of a form. @param today `yyyy-mm-dd`, from which weeks are counted */
export function wishOf(form: z.output<typeof wishForm>, today: string): PeopleWish | { problem: string } {
  switch (form.act) {
    case 'pause': {
      const { until, weeks } = form;
      if (weeks !== undefined && until !== undefined) return { problem: 'Give weeks or a day, not both.' };
      if (until !== undefined) return { act: 'pause', until };
      if (weeks === undefined) return { problem: 'Give a number of weeks, or the day on which lessons begin again.' };
      return { act: 'pause', until: DateTime.fromISO(today).plus({ weeks }).toISODate()! };
    }
    case 'enrol':
      return { act: 'enrol', programmeId: form.programme };
    case 'withdraw':
      return { act: 'withdraw', programmeId: form.from ?? null };
    case 'waive':
      return { act: 'waive', stepId: form.step, reason: form.reason };
    case 'unwaive':
      return { act: 'unwaive', stepId: form.step };
    default:
      return form;
  }
}

const filterForm = z.object({
  text: z.string().trim().max(200).catch(''),
  state: z.enum(['invited', 'active', 'paused', 'finished', 'withdrawn', 'left', 'none']).optional().catch(undefined),
  problem: z.enum(['complained', 'bounced', 'unconfirmed', 'paused']).optional().catch(undefined),
  programme: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional()
    .catch(undefined),
  started: z.enum(['yes', 'no']).optional().catch(undefined),
  sort: z
    .string()
    .regex(new RegExp(`^-?(${peopleSorts.join('|')})$`))
    .catch('name'),
  page: z.coerce.number().int().min(0).max(999_999).catch(0),
});

/** What is shown of the list: which people, in which order. */
export interface PeopleQuery {
  filter: PeopleFilter;
  sort: PeopleSort;
  descending: boolean;
  page: number;
}

/** Reads an address of the list; what makes no sense is left out. */
export function peopleQuery(query: unknown): PeopleQuery {
  const { text, state, problem, programme, started, sort, page } = filterForm.parse(query ?? {});
  return {
    filter: {
      ...(text && { text }),
      ...(state && { state }),
      ...(problem && { problem }),
      ...(programme && { programmeId: programme }),
      ...(started && { started: started === 'yes' }),
    },
    sort: sort.replace('-', '') as PeopleSort,
    descending: sort.startsWith('-'),
    page,
  };
}

/** The same as the fields of a form or an address; the page and what is as usual left out. */
export function peopleFields({ filter, sort, descending }: Omit<PeopleQuery, 'page'>): Record<string, string> {
  const { text, state, problem, programmeId, started } = filter;
  return {
    ...(text && { text }),
    ...(state && { state }),
    ...(problem && { problem }),
    ...(programmeId && { programme: programmeId }),
    ...(started !== undefined && { started: started ? 'yes' : 'no' }),
    ...((sort !== 'name' || descending) && { sort: `${descending ? '-' : ''}${sort}` }),
  };
}
