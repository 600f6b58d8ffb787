import { DateTime } from 'luxon';
import type { Organisation } from '../../organisations/organisation.entity.js';
import { fillPlaceholders } from '../../programmes/placeholders.js';
import type { NeedsNudge } from '../../stats/need-nudge.js';
import type { ProgrammeFigures, StepFigures } from '../../stats/organisation-progress.js';
import { dayOf } from '../dates.js';

/** Days between two nudges of one person. */
const BETWEEN = 7;

const said: Record<string, string> = {
  sent: 'The nudge is on its way. They get no other for a week.',
  recent: 'They had a nudge within the last week, so no other was sent.',
  nothing: 'No nudge was sent: no lesson waits for them, they pause or get no mail, or it is a week without sending.',
};

/** What the page is made of. */
interface Progress {
  programmes: ProgrammeFigures[];
  needy: NeedsNudge[];
  /** fills the placeholders in titles */
  texts: object;
  zone: string;
  now: Date;
}

/** An organisation's progress: its programmes lesson by lesson, and who may need a nudge. */
export function progressView(
  { id, name }: Pick<Organisation, 'id' | 'name'>,
  { programmes, needy, texts, zone, now }: Progress,
  what: unknown,
): object {
  const free = needy.filter(({ nudgedAt }) => mayBeNudged(nudgedAt, now));
  return {
    title: `Progress at ${name}`,
    wide: true,
    organisation: { id, name },
    said: words(what),
    programmes: programmes.toSorted(begunFirst).map((programme) => programmeView(programme, texts)),
    needy: needy.map((one) => ({
      memberId: one.memberId,
      called: one.name || one.address,
      waiting: one.waiting,
      last: one.nudgedAt ? dayOf(one.nudgedAt, zone) : undefined,
      free: mayBeNudged(one.nudgedAt, now),
    })),
    all: free.length > 1 ? free.length : undefined,
  };
}

function programmeView({ slug, title, people, finished, withdrawn, steps }: ProgrammeFigures, texts: object): object {
  const met = steps.filter((step) => step.mailed + step.waived > 0);
  const ahead = steps.length - met.length;
  return {
    slug,
    title,
    people: [
      people === 1 ? '1 person' : `${people} people`,
      ...(finished ? [`${finished} finished`] : []),
      ...(withdrawn ? [`${withdrawn} withdrawn`] : []),
    ].join(', '),
    steps: met.map((step) => ({ ...step, ...called(step, texts) })),
    waivers: met.some((step) => step.waived > 0),
    ahead: ahead === 0 ? undefined : ahead === 1 ? 'One lesson is still ahead.' : `${ahead} lessons are still ahead.`,
  };
}

/** A lesson as it is called in a table. */
export function called({ number, title }: StepFigures, texts: object): { number: string; title: string } {
  return { number: number === null ? 'not in use any more' : String(number), title: fillPlaceholders(title, texts) };
}

const begunFirst = (one: ProgrammeFigures, other: ProgrammeFigures) => Number(isBegun(other)) - Number(isBegun(one));
const isBegun = ({ steps }: ProgrammeFigures) => steps.some((step) => step.mailed > 0);

function mayBeNudged(nudgedAt: Date | null, now: Date): boolean {
  return (
    !nudgedAt ||
    DateTime.fromJSDate(nudgedAt)
      .plus({ hours: 24 * BETWEEN })
      .toJSDate() <= now
  );
}

function words(what: unknown): string | undefined {
  const count = typeof what === 'string' && /^nudged-(\d{1,6})$/.exec(what)?.[1];
  if (!count) return said[String(what)];
  if (count === '0') return 'No nudge was sent: everybody who may need one had one within the last week.';
  return count === '1' ? 'One nudge is on its way.' : `${count} nudges are on their way.`;
}
