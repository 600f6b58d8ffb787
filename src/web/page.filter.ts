import { STATUS_CODES } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DomainError, Invalid, NotFound, TooMany } from '../errors.js';
import { wait } from './dates.js';

/** What a person is told. */
interface Answer {
  status: number;
  heading: string;
  lead: string;
  /** sentences under it */
  list?: string[];
  /** whether to name the ways on for somebody who followed a link */
  ways?: boolean;
}

const statuses: Record<string, number> = {
  'not-found': 404,
  forbidden: 403,
  conflict: 409,
  invalid: 422,
  'too-many': 429,
};

/** The one place where an error becomes a page, or problem+json (RFC 9457) for those who ask for JSON. */
@Catch()
export class PageFilter implements ExceptionFilter {
  private readonly logger = new Logger(PageFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    // A path that cannot be decoded is one more mangled link.
    const answer = answerTo(decodable(request.path) ? error : new NotFound('no such path'));
    if (answer.status >= 500) this.logger.error(error instanceof Error ? error.stack : error);
    else if (error instanceof DomainError) this.logger[error.logLevel](`${error.code}: ${answer.status}`);
    if (response.headersSent) return void response.destroy();
    if (error instanceof TooMany) response.set('Retry-After', String(error.retryAfterSeconds));
    response.status(answer.status).set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' });
    if (wantsJson(request)) return void response.type('application/problem+json').send(problemJson(error, answer));
    response.locals['private'] = true;
    response.render('problem', { title: answer.heading, ...answer }, (fault: Error | null, page?: string) => {
      if (fault) this.logger.error(fault.stack);
      if (fault) response.type('text/plain').send(`${answer.heading}\n\n${answer.lead}\n`);
      else response.type('html').send(page);
    });
  }
}

/** Whether an error is told as JSON: always below `/api`, elsewhere to those who ask for it. */
export function wantsJson(request: Pick<Request, 'path' | 'accepts'>): boolean {
  return (
    request.path.startsWith('/api/') || /json/.test(request.accepts(['html', 'json', 'application/problem+json']) || '')
  );
}

/** What to say to whom an error happened; never what was wrong inside. */
export function answerTo(error: unknown): Answer {
  const status = statusOf(error);
  const text = STATUS_CODES[status] ?? 'Error';
  if (error instanceof TooMany)
    return {
      status,
      heading: 'Please wait a little',
      lead: `That was too often in a short time. Try again in ${wait(error.retryAfterSeconds)}.`,
    };
  if (error instanceof Invalid)
    return {
      status,
      heading: 'That did not work',
      lead: 'Something in it was not as expected. Go back and try again.',
      list: error.problems.map(({ field, problem }) => (field ? `${field}: ${problem}` : problem)),
    };
  if (status === 404)
    return {
      status,
      heading: 'There is no such page',
      lead: 'The link may be old, or a part of it went missing on the way.',
      ways: true,
    };
  if (status === 409 && error instanceof Error)
    return { status, heading: 'That cannot be done now', lead: error.message };
  if (status < 500) return { status, heading: 'That did not work', lead: `${text}. Go back and try again.` };
  return {
    status,
    heading: 'Something went wrong',
    lead: 'It is our fault, not yours, and it has been noted. Please try again in a few minutes.',
  };
}

function statusOf(error: unknown): number {
  if (error instanceof DomainError) return statuses[error.code] ?? 500;
  if (error instanceof HttpException) return error.getStatus();
  const { status } = (error ?? {}) as { status?: unknown };
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

function decodable(path: string): boolean {
  try {
    return Boolean(decodeURIComponent(path));
  } catch {
    return false;
  }
}

function problemJson(error: unknown, { status, heading, lead }: Answer): object {
  return {
    type: 'about:blank',
    title: heading,
    status,
    detail: lead,
    ...(error instanceof DomainError && { code: error.code }),
    ...(error instanceof Invalid && { errors: error.problems }),
  };
}
