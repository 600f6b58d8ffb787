import type { Request } from 'express';
import { NotFound } from '../../errors.js';
import { SIGN_IN_MINUTES } from '../../staff/auth.js';

const NAME = 'little-steps.asked';

/** What the browser keeps in which a sign-in mail was asked for: only there may its code be typed. */
export function askedCookie(asked: string, secure: boolean): string {
  const end = secure ? '; Secure' : '';
  return `${NAME}=${asked}; Path=/sign-in; Max-Age=${SIGN_IN_MINUTES * 60}; HttpOnly; SameSite=Lax${end}`;
}

/** @throws NotFound when this browser has not asked, or too long ago */
export function askedFrom(request: Pick<Request, 'headers'>): string {
  const found = /(?:^|; )little-steps\.asked=([\w.-]+)/.exec(request.headers.cookie ?? '');
  if (!found) throw new NotFound('nothing was asked for here');
  return found[1]!;
}
