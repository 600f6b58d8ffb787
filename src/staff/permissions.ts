import type { Role } from './staff-user.entity.js';

/**
 * Who may ask for something. anyone: no session needed. staff: whoever is signed in. coordinator: who coordinates the
 * organisation named by `:organisation` in the path, and every admin. admin: admins only.
 */
export type Who = 'anyone' | 'staff' | 'coordinator' | 'admin';

/** Every page and endpoint for staff. What is not in this table does not exist. */
export const permissions: Record<string, Who> = {
  'GET /sign-in': 'anyone',
  'POST /sign-in': 'anyone',
  'GET /sign-in/sent': 'anyone',
  'POST /sign-in/code': 'anyone',
  'GET /sign-in/code': 'anyone',
  'POST /sign-in/passkey/begin': 'anyone',
  'POST /sign-in/passkey': 'anyone',
  'GET /sign-in/:token': 'anyone',
  'POST /sign-in/:token': 'anyone',
  'GET /set-up/:token': 'anyone',
  'POST /set-up/:token': 'anyone',

  'GET /staff': 'staff',
  'POST /staff/name': 'staff',
  'POST /staff/sign-out': 'staff',
  'POST /staff/sessions/:session/end': 'staff',
  'GET /staff/passkey': 'staff',
  'POST /staff/passkeys/begin': 'staff',
  'POST /staff/passkeys': 'staff',
  'POST /staff/passkeys/:passkey/remove': 'staff',

  'GET /organisations': 'staff',
  'POST /organisations': 'admin',
  'GET /organisations/:organisation': 'coordinator',
  'POST /organisations/:organisation': 'coordinator',
  'GET /organisations/:organisation/audit': 'coordinator',
  'POST /organisations/:organisation/coordinators': 'admin',
  'POST /organisations/:organisation/coordinators/:account/remove': 'admin',

  'GET /admin/staff': 'admin',
  'POST /admin/staff': 'admin',
  'GET /admin/staff/:account': 'admin',
  'POST /admin/staff/:account': 'admin',
  'POST /admin/staff/:account/link': 'admin',
  'POST /admin/staff/:account/end': 'admin',
  'POST /admin/staff/:account/reset-passkeys': 'admin',
  'GET /admin/audit': 'admin',
};

/** First parts of paths that are for staff. */
const STAFF_PATH = /^\/(?:sign-in|set-up|staff|organisations|admin)(?:\/|$)/;

/** Who may ask for a route; undefined: not for staff, so not ours to guard. @param path as it was declared, with its `:names` */
export function whoMay(method: string, path: string): Who | 'nobody' | undefined {
  const who = permissions[`${method === 'HEAD' ? 'GET' : method} ${path}`];
  return who ?? (STAFF_PATH.test(path) ? 'nobody' : undefined);
}

/** What somebody who asks is told. `hidden`: the same as for what does not exist. */
export type Verdict = 'welcome' | 'sign-in' | 'hidden';

/** @param role of who is signed in, if anybody; @param coordinates whether they coordinate the organisation in question */
export function verdict(who: Who | 'nobody', role: Role | undefined, coordinates: boolean): Verdict {
  if (who === 'anyone') return 'welcome';
  if (who === 'nobody') return 'hidden';
  if (!role) return 'sign-in';
  const may = role === 'admin' || who === 'staff' || (who === 'coordinator' && coordinates);
  return may ? 'welcome' : 'hidden';
}
