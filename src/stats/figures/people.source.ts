import { AUDIENCE, type Source, weekOf } from './source.js';

/**
 * People, whatever they take (programme 0) and by programme. `asked`, `confirmed`, `started` and `finished` are about those
 * asked in the week, each among the one before; `joined` and `gone` are about who came and left in it. Taking a programme
 * begins with saying yes to it.
 */
export const peopleSource: Source = {
  table: 'people_total',
  keys: ['week', 'programme_id'],
  sums: ['asked', 'confirmed', 'started', 'finished', 'joined', 'gone', 'organisations_joined', 'organisations_gone'],
  facts: (which) => `
    select p.organisation_id, p.sector, p.size, p.nation, f.week, p.programme_id, f.asked, f.confirmed, f.started, f.finished, f.joined, f.gone,
      0 as organisations_joined, 0 as organisations_gone
    from (${person(which)}) p
    cross join lateral (values
      (${weekOf('p.asked_at')}, 1, p.confirmed::int, (p.confirmed and p.started)::int, (p.confirmed and p.finished)::int, 0, 0),
      (${weekOf('p.joined_at')}, 0, 0, 0, 0, 1, 0),
      (${weekOf('p.gone_at')}, 0, 0, 0, 0, 0, 1)
    ) f (week, asked, confirmed, started, finished, joined, gone)
    where f.week is not null
    union all
    select p.organisation_id, p.sector, p.size, p.nation, f.week, p.programme_id, 0, 0, 0, 0, 0, 0, f.joined, f.gone
    from (
      select organisation_id, sector, size, nation, programme_id, min(joined_at) as joined_at,
        case when bool_and(gone_at is not null) then max(gone_at) end as gone_at
      from (${person(which)}) one where joined_at is not null
      group by organisation_id, sector, size, nation, programme_id
    ) p
    cross join lateral (values (${weekOf('p.joined_at')}, 1, 0), (${weekOf('p.gone_at')}, 0, 1)) f (week, joined, gone)
    where f.week is not null`,
  apart: `
    select null::bigint, sector, size, nation, ${weekOf('accepted_at')}, 0, 1, 0, 0, 0, 0, 0, 0, 0
    from (
      select distinct on (address_key) * from sign_up s
      where not exists (select from sign_up c where c.address_key = s.address_key and c.confirmed_at is not null)
      order by address_key, id
    ) waiting
    union all
    select null, sector, size, nation, date_trunc('week', accepted_on)::date, 0, sign_ups, 0, 0, 0, 0, 0, 0, 0 from lapsed_sign_up`,
};

/** One row for a member, and one more for each programme the member was asked to take. */
const person = (which: string) => `
  select ${AUDIENCE}, e.programme_id, e.started, e.finished,
    m.confirmed_at is not null and e.confirmed as confirmed,
    case when e.programme_id = 0 then case m.origin when 'sign-up' then coalesce(m.terms_accepted_at, m.created_at) else m.created_at end
      else e.created_at end as asked_at,
    case when e.confirmed and m.confirmed_at is not null then greatest(m.confirmed_at, e.created_at) end as joined_at,
    -- who left before saying yes, and came back, is there from the yes on
    case when e.confirmed and m.confirmed_at is not null and num_nonnulls(m.erased_at, s.since) > 0
      then greatest(m.confirmed_at, e.created_at, least(m.erased_at, s.since)) end as gone_at
  from member m
  join organisation o on o.id = m.organisation_id
  cross join lateral (
    select 0::bigint as programme_id, true as confirmed, null::timestamptz as created_at,
      coalesce(bool_or(started_at is not null), false) as started,
      coalesce(bool_or(started_at is not null and finished_at is not null), false) as finished
    from enrolment where member_id = m.id
    union all
    select programme_id, bool_or(state <> 'invited'), min(created_at), bool_or(started_at is not null),
      bool_or(started_at is not null and finished_at is not null)
    from enrolment where member_id = m.id group by programme_id
  ) e
  left join (select address_hash, min(since) as since from suppression group by address_hash) s on s.address_hash = m.address_hash
  where ${which}`;
