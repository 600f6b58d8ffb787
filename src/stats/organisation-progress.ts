import type { EntityManager } from 'typeorm';
import { MAILED, TAKING } from './lesson.sql.js';

/** How far the people of an organisation are with one lesson. Counts people. */
export interface StepFigures {
  id: string;
  /** from 1 among the lessons this organisation gets; null: not in use any more */
  number: number | null;
  /** may hold placeholders */
  title: string;
  mailed: number;
  started: number;
  done: number;
  /** need not take it */
  waived: number;
}

/** How far the people of an organisation are with a programme. */
export interface ProgrammeFigures {
  slug: string;
  title: string;
  /** who takes it, whatever their state */
  people: number;
  finished: number;
  withdrawn: number;
  steps: StepFigures[];
}

/** Programmes that people of an organisation take or took, with their lessons: those in use, and others that somebody got. */
export async function organisationProgress(db: EntityManager, organisationId: string): Promise<ProgrammeFigures[]> {
  return db.query(PROGRAMMES, [organisationId]);
}

/** What counts is the same as in LESSONS_OF, for many people at once. */
const PROGRAMMES = `
  with taking as materialized (${TAKING}),
  lesson as (
    select t.id, d.part_id as step_id, k.step_id is not null as done,
      k.step_id is not null or x.step_id is not null
        or bool_or(k.step_id is null and x.step_id is null and exists (select from answer a where a.delivery_id = d.id)) as begun,
      bool_or(d.state in ${MAILED}) as mailed
    from taking t
    join delivery d on d.kind = 'lesson' and d.subject_id = t.id and d.attempts > 0
    left join completion k on k.enrolment_id = t.id and k.step_id = d.part_id
    left join outcome x on x.enrolment_id = t.id and x.step_id = d.part_id
    group by t.id, d.part_id, k.step_id, x.step_id
  ),
  met as (
    select l.step_id, count(*)::int as mailed, (count(*) filter (where l.begun))::int as started,
      (count(*) filter (where l.done))::int as done
    from lesson l left join waiver v on v.enrolment_id = l.id and v.step_id = l.step_id
    where (l.mailed or l.begun) and (l.done or v.step_id is null) group by l.step_id
  ),
  spared as (
    select v.step_id, count(*)::int as waived from taking t join waiver v on v.enrolment_id = t.id
    where not exists (select from completion k where k.enrolment_id = t.id and k.step_id = v.step_id) group by 1
  ),
  step_figures as (
    select s.programme_id, s.position, s.id, r.content->>'title' as title,
      case when s.retired_at is null
        then row_number() over (partition by s.programme_id, s.retired_at is null order by s.position, s.id)::int end as number,
      coalesce(met.mailed, 0) as mailed, coalesce(met.started, 0) as started, coalesce(met.done, 0) as done,
      coalesce(spared.waived, 0) as waived
    from step s
    join organisation o on o.id = $1
    join revision r on r.id = s.revision_id
    left join met on met.step_id = s.id
    left join spared on spared.step_id = s.id
    where s.programme_id in (select programme_id from taking) and (met.step_id is not null
      or s.retired_at is null and (s.sectors is null or o.sector = any(s.sectors)))
  )
  select p.slug, p.title, f.people, f.finished, f.withdrawn,
    coalesce((select jsonb_agg(jsonb_build_object('id', s.id::text, 'number', s.number, 'title', s.title,
        'mailed', s.mailed, 'started', s.started, 'done', s.done, 'waived', s.waived) order by s.position, s.id)
      from step_figures s where s.programme_id = p.id), '[]') as steps
  from programme p
  join (select programme_id, count(*)::int as people, (count(*) filter (where state = 'finished'))::int as finished,
      (count(*) filter (where state = 'withdrawn'))::int as withdrawn from taking group by 1) f on f.programme_id = p.id
  order by p.rank, p.id`;
