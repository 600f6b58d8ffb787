import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { wantsJson } from '../page.filter.js';

/** Somebody asked for a page of staff without being signed in. */
export class SignInNeeded extends Error {}

/** Shows them the way in; a script is told by its status. */
@Catch(SignInNeeded)
export class SignInNeededFilter implements ExceptionFilter {
  catch(_error: SignInNeeded, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    response.set('Cache-Control', 'no-store');
    if (wantsJson(request))
      response
        .status(401)
        .type('application/problem+json')
        .send({ type: 'about:blank', title: 'Sign in first', status: 401 });
    else response.redirect(303, '/sign-in?said=ended');
  }
}
