import { DateTime } from 'luxon';
import type { AuditSearch } from '../../staff/audit.service.js';

/** A query as it came. */
export type AuditQuery = Record<string, unknown>;

const shapes = {
  who: /^(?:none|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
  organisation: /^.{1,200}$/,
  member: /^\d{1,18}$/,
  act: /^[a-z-]{1,40}$/,
  from: /^\d{4}-\d\d-\d\d$/,
  to: /^\d{4}-\d\d-\d\d$/,
  before: /^\d{1,18}$/,
};

/** What the query asks for, as its form holds it. */
export type Asked = Partial<Record<keyof typeof shapes, string>>;

/** Takes from a query what can be understood; the rest is as if it were not there. */
export function askedIn(query: AuditQuery): Asked {
  const asked: Asked = {};
  for (const [name, shape] of Object.entries(shapes) as [keyof Asked, RegExp][]) {
    const value = query[name];
    if (typeof value === 'string' && shape.test(value.trim())) asked[name] = value.trim();
  }
  return asked;
}

/** The search for it. @param zone by whose clock days begin; the last day is included */
export function auditSearch({ who, organisation, member, act, from, to, before }: Asked, zone: string): AuditSearch {
  return { who, organisation, memberId: member, act, before, from: midnight(from, zone), to: midnight(to, zone, 1) };
}

function midnight(day: string | undefined, zone: string, later = 0): Date | undefined {
  const found = DateTime.fromISO(day ?? '', { zone }).plus({ days: later });
  return found.isValid ? found.toJSDate() : undefined;
}
