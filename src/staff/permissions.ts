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
  'POST /staff/digest': 'staff',
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
  'GET /organisations/:organisation/progress': 'coordinator',
  'GET /organisations/:organisation/progress/:programme': 'coordinator',
  'POST /organisations/:organisation/progress/export': 'coordinator',
  'POST /organisations/:organisation/progress/nudges': 'coordinator',
  'POST /organisations/:organisation/progress/nudges/:member': 'coordinator',
  'GET /organisations/:organisation/imports': 'coordinator',
  'POST /organisations/:organisation/imports': 'coordinator',
  'GET /organisations/:organisation/imports/new': 'coordinator',
  'GET /organisations/:organisation/imports/:import': 'coordinator',
  'GET /organisations/:organisation/imports/:import/live': 'coordinator',
  'GET /organisations/:organisation/imports/:import/rows.csv': 'coordinator',
  'GET /organisations/:organisation/imports/:import/columns': 'coordinator',
  'POST /organisations/:organisation/imports/:import/columns': 'coordinator',
  'POST /organisations/:organisation/imports/:import/start': 'coordinator',
  'POST /organisations/:organisation/imports/:import/cancel': 'coordinator',
  'POST /organisations/:organisation/imports/:import/undo': 'coordinator',
  'GET /organisations/:organisation/people/new': 'coordinator',
  'POST /organisations/:organisation/people/new': 'coordinator',
  'GET /organisations/:organisation/people': 'coordinator',
  'POST /organisations/:organisation/people/acts': 'coordinator',
  'GET /organisations/:organisation/people/acts/:act': 'coordinator',
  'POST /organisations/:organisation/people/acts/:act': 'coordinator',
  'POST /organisations/:organisation/people/acts/:act/undo': 'coordinator',
  'GET /organisations/:organisation/people/:member': 'coordinator',
  'POST /organisations/:organisation/people/:member': 'coordinator',
  'POST /organisations/:organisation/people/:member/name': 'coordinator',
  'POST /organisations/:organisation/people/:member/address': 'coordinator',
  'POST /organisations/:organisation/people/:member/lessons': 'coordinator',
  'GET /organisations/:organisation/programmes': 'coordinator',
  'POST /organisations/:organisation/programmes/:programme': 'coordinator',
  'GET /organisations/:organisation/merge': 'admin',
  'POST /organisations/:organisation/merge': 'admin',
  'GET /organisations/:organisation/end': 'admin',
  'POST /organisations/:organisation/end': 'admin',
  'GET /organisations/:organisation/audit': 'coordinator',
  'POST /organisations/:organisation/coordinators': 'admin',
  'POST /organisations/:organisation/coordinators/:account/remove': 'admin',

  'GET /admin': 'admin',
  'GET /admin/figures/:figure': 'admin',

  'GET /admin/staff': 'admin',
  'POST /admin/staff': 'admin',
  'GET /admin/staff/:account': 'admin',
  'POST /admin/staff/:account': 'admin',
  'POST /admin/staff/:account/link': 'admin',
  'POST /admin/staff/:account/end': 'admin',
  'POST /admin/staff/:account/reset-passkeys': 'admin',
  'GET /admin/exports': 'admin',
  'POST /admin/exports/:export': 'admin',
  'GET /admin/lessons': 'admin',
  'POST /admin/lessons/:programme': 'admin',
  'POST /admin/lessons/:programme/order-by-files': 'admin',
  'GET /admin/lessons/:programme/export': 'admin',
  'GET /admin/lessons/:programme/:step': 'admin',
  'POST /admin/lessons/:programme/:step/draft': 'admin',
  'POST /admin/lessons/:programme/:step/publish': 'admin',
  'POST /admin/lessons/:programme/:step/plan': 'admin',
  'POST /admin/lessons/:programme/:step/test': 'admin',
  'POST /admin/lessons/:programme/:step/call-off': 'admin',
  'POST /admin/lessons/:programme/:step/discard': 'admin',
  'POST /admin/lessons/:programme/:step/file': 'admin',
  'POST /admin/lessons/:programme/:step/preview': 'admin',
  'POST /admin/lessons/:programme/:step/check': 'admin',
  'POST /admin/lessons/:programme/:step/move': 'admin',
  'POST /admin/lessons/:programme/:step/retire': 'admin',
  'POST /admin/lessons/:programme/:step/bring-back': 'admin',
  'POST /admin/lessons/:programme/:step/choose': 'admin',
  'GET /admin/lessons/:programme/:step/file': 'admin',
  'GET /admin/lessons/:programme/:step/preview': 'admin',
  'GET /admin/deliveries': 'admin',
  'GET /admin/deliveries/live': 'admin',
  'POST /admin/deliveries/find': 'admin',
  'POST /admin/deliveries/unconfirmed': 'admin',
  'GET /admin/deliveries/to/:mark': 'admin',
  'GET /admin/deliveries/:list': 'admin',
  'GET /admin/audit': 'admin',

  'GET /admin/alerts': 'admin',
  'POST /admin/alerts': 'admin',
  'GET /admin/alerts/new': 'admin',
  'GET /admin/alerts/:alert': 'admin',
  'POST /admin/alerts/:alert': 'admin',
  'GET /admin/alerts/:alert/change': 'admin',
  'GET /admin/alerts/:alert/mail': 'admin',
  'GET /admin/alerts/:alert/live': 'admin',
  'POST /admin/alerts/:alert/test': 'admin',
  'POST /admin/alerts/:alert/approve': 'admin',
  'POST /admin/alerts/:alert/send': 'admin',
  'POST /admin/alerts/:alert/recall': 'admin',
  'POST /admin/alerts/:alert/stop': 'admin',
  'POST /admin/alerts/:alert/discard': 'admin',

  'GET /admin/suppressions': 'admin',
  'POST /admin/suppressions': 'admin',
  'POST /admin/suppressions/find': 'admin',
  'GET /admin/suppressions/:mark': 'admin',
  'POST /admin/suppressions/:mark/lift': 'admin',
  'GET /admin/centre': 'admin',
  'POST /admin/centre': 'admin',
  'POST /admin/centre/logo': 'admin',
  'POST /admin/centre/logo/remove': 'admin',
  'GET /admin/centre/contacts': 'admin',
  'POST /admin/centre/contacts': 'admin',
  'GET /admin/centre/contacts/:contact': 'admin',
  'POST /admin/centre/contacts/:contact': 'admin',
  'POST /admin/centre/contacts/:contact/checked': 'admin',
  'POST /admin/centre/contacts/:contact/remove': 'admin',
  'GET /admin/centre/quiet-weeks': 'admin',
  'POST /admin/centre/quiet-weeks': 'admin',
  'POST /admin/centre/quiet-weeks/:week/remove': 'admin',
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
