import type { Request, Response } from 'express';
import { NETWORK_HEADER } from '../../staff/auth.js';

/** What better-auth may know of a request: nothing that a caller could have made up but the cookies and the browser's name. */
export function callerHeaders(request: Request): Headers {
  const headers = new Headers();
  for (const name of ['cookie', 'user-agent'] as const) {
    const value = request.headers[name];
    if (value) headers.set(name, value.slice(0, 4000));
  }
  headers.set(NETWORK_HEADER, (request.ip ?? '').replace(/^::ffff:/i, ''));
  return headers;
}

/** Hands on cookies that better-auth set. */
export function passCookies(response: Response, cookies: string[]): void {
  for (const cookie of cookies) response.append('Set-Cookie', cookie);
}
