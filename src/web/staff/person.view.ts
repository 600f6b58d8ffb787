import type { Problem } from '../../errors.js';
import { whyKeepAddress } from '../../members/readdressing.js';
import type { Person } from '../../stats/person.js';
import { weekly, when } from '../dates.js';
import { options, refusal } from '../form.js';
import { moment } from './moment.js';
import { programmeView } from './person-programme.view.js';
import { wishWords } from './wish.view.js';
import { actFields, type PeoplePage } from './people.view.js';
import { day, personRow, problemWords } from './person-row.view.js';

const fields = [
  'name',
  'address',
  'lesson',
  'until',
  'weeks',
  'weekday',
  'time',
  'zone',
  'programme',
  'from',
  'step',
  'reason',
];
const problemHints: Record<string, string> = {
  complained: 'They reported a mail of ours as unwanted, so no more goes to them.',
  bounced: 'Mail to this address comes back. Check the address; once it is changed, they are invited anew.',
  unconfirmed: 'Nobody can know whether the newest mail arrived. The next one names its lesson; you may send it again.',
};
/** States of a mail after which it may be sent again. */
const RESENDABLE = new Set(['sent', 'unconfirmed', 'bounced']);

/** What decides how a person's page looks besides the person. */
export interface PersonShown extends Pick<
  PeoplePage,
  'organisation' | 'programmes' | 'steps' | 'slot' | 'earliest' | 'zone'
> {
  act?: { id: string; said: string; undoable: boolean } | undefined;
  said?: string | undefined;
  form?: Record<string, string>;
  problems?: Problem[];
}

/** One person, and what can be done. */
export function personView(person: Person, shown: PersonShown): object {
  const { organisation, zone, form = {}, problems = [] } = shown;
  const row = personRow(person, zone);
  const { reasons, agreedAt, problem } = person;
  const bounced = problem === 'bounced';
  const gone = reasons.length > 0;
  const open = person.programmes.flatMap(({ steps, enrolmentId, state, title, programmeId }) =>
    steps.map((step) => ({ ...step, enrolmentId, state, programme: title, programmeId })),
  );
  const resendable = open.filter(
    ({ mail, state, waived }) => mail && RESENDABLE.has(mail) && state !== 'withdrawn' && !waived,
  );
  const waivable = open.filter(({ doneAt, waived, state }) => !doneAt && !waived && state !== 'withdrawn');
  const taken = new Set(
    person.programmes.filter(({ state }) => state !== 'withdrawn').map(({ programmeId }) => programmeId),
  );
  return {
    title: row.called,
    wide: true,
    organisation,
    path: `/organisations/${organisation.id}/people/${person.id}`,
    list: `/organisations/${organisation.id}/people`,
    acts: `/organisations/${organisation.id}/people/acts`,
    said: shown.said,
    act: shown.act,
    person: { ...row, ...facts(person, zone) },
    trouble: problem ? problemHints[problem] : undefined,
    problemWord: problem && problem !== 'paused' ? problemWords[problem] : undefined,
    enrolments: person.programmes.map((one) => programmeView(one, zone)),
    ended: organisation.ended,
    gone,
    paused: person.state === 'paused',
    mayPause: person.programmes.some(({ state }) => state === 'active'),
    lessons: options(
      resendable.map(({ enrolmentId, stepId, number, title, programme }) => [
        `${enrolmentId}-${stepId}`,
        `${programme}, ${number}: ${title}`,
      ]),
      form['lesson'],
    ),
    waived: options(
      open
        .filter(({ waived, doneAt, state }) => waived && !doneAt && state !== 'withdrawn')
        .map(({ stepId, title, programme }) => [stepId, `${programme}: ${title}`]),
      undefined,
    ),
    takes: person.programmes.some(({ state }) => state === 'active' || state === 'invited'),
    removal: wishWords({ act: 'remove' }, { stepProgrammeId: null }).consequence,
    whyKeepAddress: whyKeepAddress({ agreed: agreedAt !== null, reasons, bounced }),
    form: { name: person.name, ...form },
    ...actFields({
      ...shown,
      form: { weekday: String(person.weekday), time: person.time, zone: person.zone, ...form },
      programmes: shown.programmes.filter(({ id }) => !taken.has(id)),
      steps: waivable.map(({ stepId, title, programme, programmeId }) => ({
        id: stepId,
        title,
        programme,
        programmeId,
      })),
    }),
    froms: options(
      person.programmes
        .filter(({ state, common }) => !common && (state === 'active' || state === 'invited'))
        .map(({ programmeId, title }) => [programmeId, title]),
      form['from'],
    ),
    ...refusal(problems, fields),
  };
}

function facts(
  { origin, createdAt, agreedAt, weekday, time, zone, nextDueAt, pausedUntil, state }: Person,
  ours: string,
) {
  const next = nextDueAt && pausedUntil && pausedUntil > nextDueAt ? null : nextDueAt;
  return {
    since: `${day(createdAt, ours)}, ${origin === 'roster' ? 'put in by staff' : 'signed up'}`,
    agreed: agreedAt ? moment(agreedAt, ours) : 'Not yet',
    slot: `${weekly(weekday, time)}, by the clock of ${zone.replaceAll('_', ' ')}`,
    next: next && state !== 'left' ? when(next, zone) : undefined,
  };
}
