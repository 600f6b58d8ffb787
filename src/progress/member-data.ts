import type { EntityManager } from 'typeorm';

/** Everything that is kept about a member, in plain names, for the member (UK GDPR article 15). */
export async function memberData(db: EntityManager, memberId: string): Promise<object> {
  const [row] = await db.query<[{ data: object }]>(MEMBER_DATA, [memberId]);
  return row.data;
}

const MEMBER_DATA = `
  select jsonb_build_object(
    'name', m.name, 'address', m.address, 'organisation', o.name, 'sector', o.sector, 'size', o.size, 'nation', o.nation,
    'emergingTechnology', o.emerging_technology, 'from', m.origin, 'memberSince', m.created_at, 'confirmedAt', m.confirmed_at, 'noAlertsSince', m.alerts_off_at,
    'signUps', (select coalesce(jsonb_agg(jsonb_build_object('name', u.name, 'organisation', u.organisation, 'acceptedAt', u.accepted_at,
                  'confirmedAt', u.confirmed_at) order by u.id), '[]') from sign_up u where u.address_key = m.address_key),
    'left', (select jsonb_agg(jsonb_build_object('reason', x.reason, 'since', x.since) order by x.since) from suppression x where x.address_hash = m.address_hash),
    'terms', jsonb_build_object('version', m.terms_version, 'privacyVersion', m.privacy_version, 'acceptedAt', m.terms_accepted_at),
    'cadence', (select jsonb_build_object('weekday', c.weekday, 'time', c.time, 'zone', c.zone, 'pausedUntil', c.paused_until)
                from cadence c where c.member_id = m.id),
    'enrolments', (select coalesce(jsonb_agg(jsonb_build_object('programme', p.title, 'state', e.state, 'since', e.created_at,
                     'startedAt', e.started_at, 'finishedAt', e.finished_at)), '[]')
                   from enrolment e join programme p on p.id = e.programme_id where e.member_id = m.id),
    'mails', (select coalesce(jsonb_agg(jsonb_build_object('kind', d.kind, 'dueAt', d.due_at, 'state', d.state, 'sentAt', d.sent_at) order by d.id), '[]')
              from delivery d where d.address_hash = m.address_hash),
    'answers', (select coalesce(jsonb_agg(jsonb_build_object('lesson', s.slug, 'question', a.question_id, 'chosen', a.chosen,
                  'correct', a.correct, 'answeredAt', a.answered_at) order by a.id), '[]')
                from answer a join step s on s.id = a.step_id where a.member_id = m.id),
    'actions', (select coalesce(jsonb_agg(jsonb_build_object('lesson', s.slug, 'outcome', x.outcome, 'remindOn', x.remind_on, 'at', x.at)), '[]')
                from outcome x join enrolment e on e.id = x.enrolment_id join step s on s.id = x.step_id where e.member_id = m.id),
    'completed', (select coalesce(jsonb_agg(jsonb_build_object('lesson', s.slug, 'at', k.completed_at)), '[]')
                  from completion k join enrolment e on e.id = k.enrolment_id join step s on s.id = k.step_id where e.member_id = m.id)
  ) as data
  from member m join organisation o on o.id = m.organisation_id where m.id = $1`;
