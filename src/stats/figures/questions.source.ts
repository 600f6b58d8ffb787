import { AUDIENCE, type Source, weekOf } from './source.js';
import { FIRST_TRIES } from './tries.sql.js';

const choice = (place: number) => `(${place} = any(o.chosen))::int as choice_${place}`;

/** First tries at the questions of lessons, by the week of the answer: who was right, and who chose what. */
export const questionsSource: Source = {
  table: 'question_total',
  keys: ['week', 'revision_id', 'question_id'],
  sums: ['people', 'correct', 'choice_0', 'choice_1', 'choice_2', 'choice_3'],
  facts: (which) => `
    select ${AUDIENCE}, ${weekOf('o.answered_at')} as week, o.revision_id, o.question_id, 1 as people, o.correct::int as correct,
      ${[0, 1, 2, 3].map(choice).join(', ')}
    from (${FIRST_TRIES(which)}) o where not o.look_back`,
};
