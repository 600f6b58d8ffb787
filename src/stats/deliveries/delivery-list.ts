import type { DataSource } from 'typeorm';
import { beyond, lines, type DeliveryLine, type Place } from './delivery-line.js';

/** Lists of deliveries that somebody may want to look at. */
export const deliveryLists = ['waiting', 'deferred', 'refused', 'unconfirmed', 'expired'] as const;
/** One of them; what bounced is among the refused. */
export type DeliveryListName = (typeof deliveryLists)[number];

/** Deliveries of a list: those that wait by when they go, the others newest first. @param after those that come after this place */
export function deliveryList(
  dataSource: DataSource,
  list: DeliveryListName,
  after: Place | undefined,
  most: number,
): Promise<DeliveryLine[]> {
  return dataSource.query<DeliveryLine[]>(LISTS[list], [after?.at ?? null, after?.id ?? null, most]);
}

/** More than so many of a list are not counted. */
export const COUNTED = 10_000;

/** How long the lists are. */
export async function listLengths(dataSource: DataSource): Promise<Record<DeliveryListName, number>> {
  const [row] = await dataSource.query<[Record<DeliveryListName, number>]>(LENGTHS, [COUNTED]);
  return row;
}

/** Everything one address was sent, newest first. @param mark the keyed hash of the address, in hexadecimal */
export function deliveriesTo(
  dataSource: DataSource,
  mark: string,
  after: Place | undefined,
  most: number,
): Promise<DeliveryLine[]> {
  const hash = Buffer.from(mark, 'hex');
  return dataSource.query<DeliveryLine[]>(TO, [after?.at ?? null, after?.id ?? null, most, hash]);
}

const soonest = (where: string) =>
  `${lines(
    `select id, next_try_at as at from delivery where ${where} and ${beyond('next_try_at', '>', '$1', '$2')}
     order by next_try_at, id limit $3`,
  )} order by c.at, d.id`;

const newest = (where: string) =>
  `select id, due_at as at from delivery where ${where} and ${beyond('due_at', '<', '$1', '$2')}
   order by due_at desc, id desc limit $3`;

const newestLines = (...wheres: string[]) =>
  `${lines(
    `select * from (${wheres.map((where) => `(${newest(where)})`).join(' union all ')}) each order by at desc, id desc limit $3`,
  )} order by c.at desc, d.id desc`;

const WAITING = `batch_id is null and state = 'planned'`;
const UNCONFIRMED = `state = 'unconfirmed' and let_be_at is null`;

const LISTS: Record<DeliveryListName, string> = {
  waiting: soonest(WAITING),
  deferred: soonest(`state = 'deferred'`),
  refused: newestLines(`state = 'refused'`, `state = 'bounced'`),
  unconfirmed: newestLines(UNCONFIRMED),
  expired: newestLines(`state = 'expired'`),
};

const count = (where: string) => `(select count(*)::int from (select from delivery where ${where} limit $1) counted)`;

const LENGTHS = `
  select ${count(WAITING)} as waiting, ${count(`state = 'deferred'`)} as deferred,
    ${count(`state in ('refused', 'bounced')`)} as refused, ${count(UNCONFIRMED)} as unconfirmed,
    ${count(`state = 'expired'`)} as expired`;

const TO = newestLines('address_hash = $4');
