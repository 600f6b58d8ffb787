import type { IncomingMessage } from 'node:http';
import type { Params } from 'nestjs-pino';

/** What a path may show of itself: plain words. Tokens and addresses hold other signs. */
const PLAIN = /^[a-z-]{0,30}$/i;

/** JSON lines on standard output, without what tells of a person: no address, no name, no token, no query. */
export function logSettings(level: string): Params {
  return {
    pinoHttp: {
      level,
      serializers: {
        req: ({ method, url = '' }: IncomingMessage) => ({ method, path: wordsOf(url) }),
        res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
        // a database error also holds its statement and what was put into it
        err: ({ type, code, message, stack }: Record<string, unknown>) => ({ type, code, message, stack }),
      },
      autoLogging: { ignore: ({ url = '' }) => /^\/(health|metrics|assets)/.test(url) },
    },
  };
}

/** A path without its query, and with `…` for every part that is not a plain word. */
export function wordsOf(url: string): string {
  const parts = url.replace(/[?#].*/s, '').split('/');
  return parts.map((part) => (PLAIN.test(part) ? part : '…')).join('/');
}
