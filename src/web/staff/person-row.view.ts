import { DateTime } from 'luxon';
import type { PersonLine, PersonProblem, PersonState } from '../../stats/people-list.js';

export const stateWords: Record<PersonState, string> = {
  invited: 'Invited',
  active: 'Active',
  paused: 'Paused',
  finished: 'Finished',
  withdrawn: 'Withdrawn',
  left: 'Left',
  none: 'In no programme',
};
export const problemWords: Record<PersonProblem, string> = {
  complained: 'Complained',
  bounced: 'Mail bounces',
  unconfirmed: 'Unconfirmed',
  paused: 'Paused',
};
const mailWords: Record<string, string> = {
  lesson: 'Lesson',
  welcome: 'Welcome',
  invitation: 'Invitation',
  notice: 'Notice of the start',
  reminder: 'Reminder',
  nudge: 'Nudge',
  alert: 'Alert',
  closing: 'Last mail of a programme',
  farewell: 'Farewell',
};
/** A person as a row. @param zone the centre's */
export function personRow(line: PersonLine, zone: string) {
  const { state, problem, pausedUntil, programme, number, of, title, reached, done, startedAt, last } = line;
  return {
    id: line.id,
    called: line.name || line.address,
    name: line.name,
    address: line.address,
    state: state === 'paused' && pausedUntil ? `Paused until ${day(pausedUntil, line.zone)}` : stateWords[state],
    programme: programme ?? '',
    step: programme === null ? '' : number === null ? `No lesson yet, of ${of}` : `${number} of ${of}: ${title}`,
    started: startedAt ? `Yes, ${day(startedAt, zone)}` : 'No',
    done: `${done} of ${reached}`,
    last: last ? `${mailWords[last.kind] ?? 'Mail'}, ${day(new Date(last.at), zone)}` : 'None',
    problem: problem && problem !== 'paused' ? problemWords[problem] : '',
  };
}

/** The day of an instant, in short: "31 March 2026". */
export const day = (at: Date, zone: string) =>
  DateTime.fromJSDate(at, { zone }).setLocale('en-GB').toFormat('d LLLL yyyy');
