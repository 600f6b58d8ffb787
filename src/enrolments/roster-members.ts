import type { EntityManager } from 'typeorm';
import type { RosterRow } from '../members/roster-row.js';

/** What the rows of a portion are, once compared with one another and with the members there are. */
export interface RosterMembers {
  /** members of the organisation, those made just now among them; each once */
  mine: { memberId: string; row: RosterRow }[];
  created: number;
  /** row numbers that could not be added */
  refused: number[];
}

/**
 * Makes members of the rows that are new. An address that is suppressed or belongs to another organisation is refused,
 * and the answer for both is the same.
 * @param rows with the keyed hash of each address, in hex
 * @param confirmedAt when they agreed; null when they are still to be asked
 */
export async function rosterMembers(
  db: EntityManager,
  rows: (RosterRow & { hash: string })[],
  organisationId: string,
  confirmedAt: Date | null,
  now: Date,
): Promise<RosterMembers> {
  const made = await db.query<{ hash: string }[]>(INSERT, [JSON.stringify(rows), organisationId, confirmedAt, now]);
  const hashes = [...new Set(rows.map((row) => row.hash))];
  const found = await db.query<{ memberId: string; hash: string }[]>(MINE, [hashes, organisationId, confirmedAt]);
  const mine = new Map(found.map(({ hash, memberId }) => [hash, memberId]));
  const first = new Map(rows.toReversed().map((row) => [row.hash, row]));
  return {
    mine: found.map(({ hash, memberId }) => ({ memberId, row: first.get(hash)! })),
    created: made.length,
    refused: rows.filter((row) => !mine.has(row.hash)).map((row) => row.row),
  };
}

const INSERT = `
  with roster as (
    select distinct on (hash) decode(hash, 'hex') as hash, address, key, name
    from jsonb_to_recordset($1::jsonb) as r ("row" int, hash text, address text, key text, name text)
    order by hash, "row"
  )
  insert into member (organisation_id, address, address_key, address_hash, name, origin, created_at, confirmed_at)
  select $2, address, key, hash, name, 'roster', $4, $3 from roster
  where not exists (select from suppression s where s.address_hash = roster.hash)
  on conflict (address_hash) do nothing
  returning encode(address_hash, 'hex') as hash`;

/** Those of the organisation that may be mailed; with a date, those still to be asked count as having agreed. */
const MINE = `
  with mine as (
    select m.id, m.address_hash from member m
    where m.address_hash in (select decode(h, 'hex') from unnest($1::text[]) h) and m.organisation_id = $2
      and not exists (select from suppression s where s.address_hash = m.address_hash)
  ), agreed as (
    update member set confirmed_at = $3 from mine where member.id = mine.id and member.confirmed_at is null and $3::timestamptz is not null
  )
  select id as "memberId", encode(address_hash, 'hex') as hash from mine`;
