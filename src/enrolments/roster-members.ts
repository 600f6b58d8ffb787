import type { EntityManager } from 'typeorm';
import type { RosterRow } from '../members/roster-row.js';

/** A row with the keyed hash of its address, in hex. */
export type HashedRow = RosterRow & { hash: string };

/** What the rows of a portion are, once compared with one another and with the members there are. */
export interface RosterMembers {
  /** members of the organisation, those made just now among them; each once */
  mine: { memberId: string; row: HashedRow }[];
  /** hashes of those made just now */
  made: Set<string>;
  /** hashes of those whose name is another now */
  renamed: Set<string>;
}

/**
 * Makes members of the rows that are new. An address that is suppressed or belongs to another organisation is not among
 * the answer, and nothing tells the two apart.
 * @param confirmedAt when they agreed; null when they are still to be asked
 * @param renames whether members who came by a roster take the name in this one
 */
export async function rosterMembers(
  db: EntityManager,
  rows: HashedRow[],
  { organisationId, confirmedAt, renames }: { organisationId: string; confirmedAt: Date | null; renames: boolean },
  now: Date,
): Promise<RosterMembers> {
  const roster = JSON.stringify(rows);
  const made = await db.query<{ hash: string }[]>(INSERT, [roster, organisationId, confirmedAt, now]);
  const renamed = renames ? await db.query<{ hash: string }[]>(RENAME, [roster, organisationId]) : [];
  const hashes = [...new Set(rows.map((row) => row.hash))];
  const found = await db.query<{ memberId: string; hash: string }[]>(MINE, [hashes, organisationId, confirmedAt]);
  const first = new Map(rows.toReversed().map((row) => [row.hash, row]));
  return {
    mine: found.map(({ hash, memberId }) => ({ memberId, row: first.get(hash)! })),
    made: new Set(made.map(({ hash }) => hash)),
    renamed: new Set(renamed.map(({ hash }) => hash)),
  };
}

/** The rows, of those with one address the first. */
const ROSTER = `
  roster as (
    select distinct on (hash) decode(hash, 'hex') as hash, address, key, name
    from jsonb_to_recordset($1::jsonb) as r ("row" int, hash text, address text, key text, name text)
    order by hash, "row"
  )`;

const INSERT = `
  with ${ROSTER}
  insert into member (organisation_id, address, address_key, address_hash, name, origin, created_at, confirmed_at)
  select $2, address, key, hash, name, 'roster', $4, $3 from roster
  where not exists (select from suppression s where s.address_hash = roster.hash)
  on conflict (address_hash) do nothing
  returning encode(address_hash, 'hex') as hash`;

/** A member of the organisation `m` whom the row of a roster `r` calls by another name; who signed up chose their own. */
export const RENAMES = `m.origin = 'roster' and r.name <> '' and r.name <> m.name`;

const RENAME = `
  with ${ROSTER}, renamed as (
    update member m set name = r.name from roster r
    where m.address_hash = r.hash and m.organisation_id = $2 and ${RENAMES}
      and not exists (select from suppression s where s.address_hash = r.hash)
    returning encode(m.address_hash, 'hex') as hash
  ) select hash from renamed`;

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
