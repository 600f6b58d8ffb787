import type { Organisation } from '../../organisations/organisation.entity.js';
import type { PeopleAct } from '../../staff/people/act-rows.js';
import type { PeoplePreview } from '../../staff/people/people-acts.service.js';
import { canUndo } from '../../staff/people/wish.js';
import type { Standing } from '../../stats/standing.js';
import { people, wishWords } from './wish.view.js';

/** People named in a preview. */
const NAMED = 10;
const called = ({ name, address }: Standing) => (name ? `${name}, ${address}` : address);
const named = (all: Standing[]) => ({
  names: all.slice(0, NAMED).map(called),
  ...(all.length > NAMED && { more: `and ${people(all.length - NAMED)} more` }),
});

/** Whom an act would touch, before it is done. @param back to the list as it was */
export function actView(
  { id, name }: Organisation,
  act: PeopleAct,
  { touched, leftOut }: PeoplePreview,
  back: string,
): object {
  const { title, consequence } = wishWords(act.wish, act.names);
  const groups = [...Map.groupBy(leftOut, ({ why }) => why)].sort(([, a], [, b]) => b.length - a.length);
  const { names, more } = named(touched);
  const search = back.split('?')[1];
  return {
    title,
    wide: true,
    organisation: { id, name },
    heading: title,
    count: `This touches ${people(touched.length)}.`,
    consequence,
    touched: names,
    more,
    leftOut: groups.map(([why, all]) => ({ why, count: all.length, ...named(all.map(({ person }) => person)) })),
    leftOutCount: people(leftOut.length),
    button:
      act.wish.act === 'remove' ? `Remove ${people(touched.length)} for good` : `Do it for ${people(touched.length)}`,
    grave: act.wish.act === 'remove',
    undo: canUndo(act.wish),
    back,
    action: `/organisations/${id}/people/acts/${act.id}${search ? `?${search}` : ''}`,
  };
}
