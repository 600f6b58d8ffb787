import { createHmac } from 'node:crypto';
import { DataSource } from 'typeorm';
import { Links } from '../../src/links/links.js';
import { StaffUser, type Role } from '../../src/staff/staff-user.entity.js';
import type { TestApp } from './app.js';
import { linkInMail, send, type Page } from './pages.js';

/** An account; a coordinator of these organisations. */
export async function makeStaff(
  app: TestApp,
  email: string,
  role: Role = 'admin',
  organisationIds: string[] = [],
): Promise<StaffUser> {
  const db = app.get(DataSource).manager;
  const made = await db.save(StaffUser, {
    name: '',
    email,
    emailVerified: true,
    role,
    signedInAt: null,
    endedAt: null,
  });
  for (const organisationId of organisationIds)
    await db.query('insert into coordinator_of values ($1, $2)', [made.id, organisationId]);
  return made;
}

/** A session of an account, opened without signing in. @returns the Cookie header */
export async function sessionOf(app: TestApp, { id }: Pick<StaffUser, 'id'>): Promise<string> {
  const token = createHmac('sha256', 'session').update(`${id}${Math.random()}`).digest('base64url');
  await app.dataSource.query(
    `insert into staff_session (token, user_id, expires_at, updated_at, user_agent)
     values ($1, $2, now() + interval '12 hours', now(), 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0')`,
    [token, id],
  );
  return `little-steps.session_token=${encodeURIComponent(`${token}.${signature(app, token)}`)}`;
}

/** Asks for a sign-in mail and follows it. @returns the Cookie header */
export async function signIn(app: TestApp, address: string): Promise<string> {
  await send(app, '/sign-in', { address });
  return cookiesOf(await send(app, await linkInMail(app, 'sign-in', 'sign-in')));
}

/** What a page set, as the Cookie header of the next request. */
export function cookiesOf({ headers }: Pick<Page, 'headers'>): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

function signature(app: TestApp, token: string): string {
  const secret = app.get(Links).secret('staff session');
  return createHmac('sha256', secret).update(token).digest('base64');
}
