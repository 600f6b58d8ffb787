import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { MAILED } from './lesson.sql.js';

/** A week's lessons of an organisation. */
export interface WeekFigures {
  /** its Monday, `yyyy-mm-dd` */
  week: string;
  /** lessons that were due and mailed in that week */
  mailed: number;
  /** of these, how many are complete by now */
  done: number;
}

/** A week as organisations have it on average. */
export interface WeekAverage {
  week: string;
  /** how many had lessons in that week */
  organisations: number;
  /** the mean of their shares of lessons done, from 0 to 1: each organisation counts the same */
  share: number;
}

/** Which weeks, by the calendar of a zone. */
export interface Weeks {
  from: Date;
  to: Date;
  zone: string;
}

/** Weeks that are shown, the present one included. */
const SHOWN = 26;

/** The weeks up to an instant, from Monday to Sunday by the calendar of a zone. */
export function weeksUpTo(now: Date, zone: string): Weeks {
  const monday = DateTime.fromJSDate(now, { zone }).startOf('week');
  return { from: monday.minus({ weeks: SHOWN - 1 }).toJSDate(), to: monday.plus({ weeks: 1 }).toJSDate(), zone };
}

/** The weeks of an organisation in which lessons were mailed to its people, oldest first; erased people do not count. */
export function weeklyProgress(
  db: EntityManager,
  organisationId: string,
  { from, to, zone }: Weeks,
): Promise<WeekFigures[]> {
  const query = `${WEEKLY} select ${WEEK} as week, mailed, done from weekly order by monday`;
  return db.query(query, [organisationId, from, to, zone]);
}

/** The same for all organisations, on average. Reads every lesson of these weeks. */
export function averageProgress(db: EntityManager, { from, to, zone }: Weeks): Promise<WeekAverage[]> {
  const query = `${WEEKLY} select ${WEEK} as week, count(*)::int as organisations, avg(done::float8 / mailed) as share
    from weekly group by monday order by monday`;
  return db.query(query, [null, from, to, zone]);
}

/** How many organisations have anybody who takes part now. */
export async function activeOrganisations(db: EntityManager): Promise<number> {
  const [{ count }] = await db.query<[{ count: number }]>(ACTIVE);
  return count;
}

const WEEK = `to_char(monday, 'YYYY-MM-DD')`;

/** A lesson sent anew counts once, in the week it first came; what was waived does not count. */
const WEEKLY = `
  with weekly as (
    select m.organisation_id, date_trunc('week', d.due_at at time zone $4) as monday,
      count(*)::int as mailed, count(k.step_id)::int as done
    from member m
    join delivery d on d.recipient_id = m.id and d.kind = 'lesson'
    left join completion k on k.enrolment_id = d.subject_id and k.step_id = d.part_id
    left join waiver v on v.enrolment_id = d.subject_id and v.step_id = d.part_id
    where ($1::bigint is null or m.organisation_id = $1) and m.erased_at is null
      and d.state in ${MAILED} and d.due_at >= $2 and d.due_at < $3
      and (d.round = 0 or not exists (
        select from delivery b where b.kind = 'lesson' and b.subject_id = d.subject_id and b.part_id = d.part_id
          and b.round < d.round and b.state in ${MAILED}))
      and (k.step_id is not null or v.step_id is null)
    group by 1, 2
  )`;

const ACTIVE = `
  select count(*)::int as count from organisation o
  where o.ended_at is null and exists (select from member m join enrolment e on e.member_id = m.id and e.state = 'active'
    where m.organisation_id = o.id and m.erased_at is null)`;
