import type { NextFunction, Request, Response } from 'express';

/** For the pages on which a passkey can be used: our own script may run, and speak with us. */
export function withScript(_request: Request, response: Response, next: NextFunction): void {
  const policy = String(response.getHeader('Content-Security-Policy'));
  response.set('Content-Security-Policy', `${policy};script-src 'self';connect-src 'self'`);
  next();
}

/** On the pages of staff, a form says where it comes from; our own pages may know. */
export function ownReferrer(_request: Request, response: Response, next: NextFunction): void {
  response.set('Referrer-Policy', 'same-origin');
  next();
}
