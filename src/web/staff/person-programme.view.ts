import type { PersonProgramme, PersonStep } from '../../stats/person.js';
import { day } from './person-row.view.js';

const enrolmentWords = {
  invited: 'Waits for their yes.',
  active: 'Takes it.',
  finished: 'Has had all of it.',
  withdrawn: 'Taken out.',
};
/** What has become of a mail, where that is not plain. */
const mailWords: Record<string, string> = {
  unconfirmed: 'unconfirmed',
  bounced: 'bounced',
  refused: 'refused',
  planned: 'on its way',
  deferred: 'on its way',
  sending: 'on its way',
};

/** A programme that somebody takes or took, step by step. @param zone the centre's */
export function programmeView({ title, state, steps }: PersonProgramme, zone: string): object {
  const needed = steps.filter(({ waived, doneAt }) => doneAt || !waived).length;
  const done = steps.filter(({ doneAt }) => doneAt).length;
  return {
    title,
    standing: `${enrolmentWords[state]} ${done} of ${needed} done.`,
    steps: steps.map((step) => stepView(step, zone)),
  };
}

function stepView(
  { stepId, number, title, mailedAt, startedAt, doneAt, waived, mail, rounds }: PersonStep,
  zone: string,
) {
  const on = (at: string | null) => (at ? day(new Date(at), zone) : '–');
  const again = rounds > 1 ? `, sent ${rounds} times` : '';
  const word = mail ? mailWords[mail] : undefined;
  return {
    stepId,
    number,
    title,
    mailed: `${on(mailedAt)}${again}${word ? `, ${word}` : ''}`,
    started: on(startedAt),
    done: on(doneAt),
    isDone: doneAt !== null,
    ...(waived && { waived: `Waived: ${waived.reason}`, waivedBy: `${waived.by ?? 'Somebody'}, ${on(waived.at)}` }),
  };
}
