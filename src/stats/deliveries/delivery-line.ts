import type { DeliveryState } from '../../mail/delivery.entity.js';
import type { BounceClass } from '../../mail/bounces/decide.js';

/** A delivery as staff look at it. Instants are in domain time. */
export interface DeliveryLine {
  id: string;
  kind: string;
  /** of a lesson: its title as it was mailed */
  title: string | null;
  state: DeliveryState;
  attempts: number;
  dueAt: Date;
  nextTryAt: Date;
  sentAt: Date | null;
  /** the relay's last word, without addresses */
  reply: string | null;
  relay: string | null;
  /** to whom; null: no member, or not any more */
  address: string | null;
  memberId: string | null;
  organisationId: string | null;
  organisation: string | null;
  /** what was heard of it last */
  heard: { class: BounceClass; matched: string; status: string | null; said: string | null } | null;
  /** where in its list it stands */
  place: string;
}

/** Lines of deliveries. @param chosen a query that gives their `id` and `at`, what they are ordered by */
export const lines = (chosen: string): string => `
  with chosen as materialized (${chosen})
  select d.id, d.kind, r.content->>'title' as title, d.state, d.attempts, d.due_at as "dueAt", d.next_try_at as "nextTryAt",
    d.sent_at as "sentAt", d.reply, relay.name as relay, m.address, m.id as "memberId", o.id as "organisationId",
    o.name as organisation, to_jsonb(e) as heard, (extract(epoch from c.at) * 1000000)::bigint || '-' || d.id as place
  from chosen c
  join delivery d on d.id = c.id
  left join revision r on r.id = d.content_id and d.kind = 'lesson'
  left join relay on relay.id = d.relay_id
  left join member m on m.address_hash = d.address_hash and m.address is not null
  left join organisation o on o.id = m.organisation_id
  left join lateral (
    select class, matched, status, said from mail_event
    where delivery_id = d.id and class <> 'information' order by id desc limit 1
  ) e on true`;

/** A place in a list: the instant of a line, in microseconds, and its id. */
export interface Place {
  at: string;
  id: string;
}

/** Reads a place as it stands in an address. */
export function placeIn(query: unknown): Place | undefined {
  const [, at, id] = (typeof query === 'string' && /^(-?\d{1,17})-(\d{1,18})$/.exec(query)) || [];
  return at && id ? { at, id } : undefined;
}

/** A comparison of `at` and `id` with a place, whose parameters may be null: from the beginning. */
export const beyond = (at: string, sign: '<' | '>', one: string, two: string): string =>
  `(${one}::bigint is null or (${at}, id) ${sign} (timestamptz 'epoch' + ${one}::bigint * interval '1 microsecond', ${two}::bigint))`;
