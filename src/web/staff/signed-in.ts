import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Actor } from '../../staff/audit.service.js';
import type { Role } from '../../staff/staff-user.entity.js';

/** Who is signed in, for the routes that ask for somebody. */
export interface SignedIn extends Actor {
  id: string;
  name: string;
  role: Role;
  /** of the session */
  sessionId: string;
}

const known = new WeakMap<Request, SignedIn>();

/** Keeps who it is for the rest of the request. */
export function keepSignedIn(request: Request, who: SignedIn): void {
  known.set(request, who);
}

/** Hands who is signed in to a route. */
export const Who = createParamDecorator((_: unknown, context: ExecutionContext): SignedIn => {
  const who = known.get(context.switchToHttp().getRequest<Request>());
  if (!who) throw new Error('a route for staff without an entry in the table of permissions');
  return who;
});
