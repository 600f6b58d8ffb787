import { AUDIENCE, type Source, weekOf } from './source.js';

/** Lessons by the week of their slot and by what became of the mail. */
export const lessonsSource: Source = {
  table: 'lesson_total',
  keys: ['week', 'programme_id', 'state'],
  sums: ['lessons'],
  facts: (which) => `
    select ${AUDIENCE}, ${weekOf('d.due_at')} as week, t.programme_id, d.state, 1 as lessons
    from delivery d
    join step t on t.id = d.part_id
    join member m on m.id = d.recipient_id
    join organisation o on o.id = m.organisation_id
    where d.kind = 'lesson' and ${which}`,
};
