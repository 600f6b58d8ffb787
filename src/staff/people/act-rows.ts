import type { EntityManager } from 'typeorm';
import { NotFound } from '../../errors.js';
import type { Standing } from '../../stats/standing.js';
import type { WishNames } from './check-wish.js';
import type { Reversal } from './deeds.js';
import { type Facet, facetOf } from './facet.js';
import { CHOOSE, CHOSEN, CHOSEN_BY_ID, KEEP, TOUCHED } from './people-acts.sql.js';
import { canUndo, type PeopleWish } from './wish.js';

/** An act on people, chosen or done. */
export interface PeopleAct {
  id: string;
  wish: PeopleWish;
  names: WishNames;
  doneAt: Date | null;
  undoneAt: Date | null;
  /** for how many it was done, and for how many undone */
  touched: number | null;
  restored: number | null;
  /** for how many it was not done, by the reason */
  leftOut: Record<string, number> | null;
  undoable: boolean;
}

/** Hours in which a preview may become a deed, and a deed be undone. */
export const ACT_HOURS = 24;

/** Writes down an act and whom it is for; people of another organisation are left out. @returns its id */
export async function writeAct(
  db: EntityManager,
  organisationId: string,
  { wish, names }: Pick<PeopleAct, 'wish' | 'names'>,
  memberIds: string[],
  now: Date,
): Promise<string> {
  const [{ id }] = await db.query<[{ id: string }]>(CHOOSE, [organisationId, wish, names, now, memberIds]);
  return id;
}

/** @param held until the transaction ends @throws NotFound also when its day is over */
export async function findAct(
  db: EntityManager,
  organisationId: string,
  id: string,
  now: Date,
  held = false,
): Promise<PeopleAct> {
  const values = [id, organisationId, now, ACT_HOURS];
  const [act] = await db.query<[Omit<PeopleAct, 'undoable'>?]>(`${CHOSEN_BY_ID} ${held ? 'for update' : ''}`, values);
  if (!act) throw new NotFound('no such act');
  return { ...act, undoable: act.doneAt !== null && !act.undoneAt && canUndo(act.wish) };
}

/** Whom an act was chosen for. */
export async function chosenFor(db: EntityManager, id: string): Promise<string[]> {
  const rows = await db.query<{ id: string }[]>(CHOSEN, [id]);
  return rows.map((row) => row.id);
}

/** Keeps what undoing an act needs: how everybody stood whom it touched. */
export async function keepForUndo(
  db: EntityManager,
  { id, wish }: Pick<PeopleAct, 'id' | 'wish'>,
  before: Standing[],
  after: Standing[],
): Promise<void> {
  const now = new Map(after.map((person) => [person.id, person]));
  const rows = before.map((person): { memberId: string; before: Facet; after: Facet } => ({
    memberId: person.id,
    before: facetOf(wish, person),
    after: facetOf(wish, now.get(person.id)!),
  }));
  await db.query(KEEP, [id, JSON.stringify(rows)]);
}

/** What was kept for undoing an act. */
export function keptForUndo(db: EntityManager, id: string): Promise<Reversal[]> {
  return db.query(TOUCHED, [id]);
}
