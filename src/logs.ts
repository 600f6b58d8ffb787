import type { IncomingMessage } from 'node:http';
import type { Params } from 'nestjs-pino';

/** First parts of paths whose second part is a token. */
const TOKENS = /^\/(confirm|invitation|lesson|me|unsubscribe)\/[^/?]+/;

/** JSON lines on standard output, without what tells of a person: no address, no name, no token, no query. */
export function logSettings(level: string): Params {
  return {
    pinoHttp: {
      level,
      serializers: {
        req: ({ method, url }: IncomingMessage) => ({
          method,
          path: url?.replace(/\?.*/, '').replace(TOKENS, '/$1/…'),
        }),
        res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
      },
      autoLogging: { ignore: ({ url = '' }) => /^\/(health|metrics|assets)/.test(url) },
    },
  };
}
