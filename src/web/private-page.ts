import type { NextFunction, Request, Response } from 'express';

/** For pages behind a signed link: nobody keeps a copy and nobody lists them. */
export function privatePage(_request: Request, response: Response, next: NextFunction): void {
  response.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' });
  response.locals['private'] = true;
  next();
}
