import { z } from 'zod';
import { Invalid } from './errors.js';

const blank = (value: unknown) => (value === '' ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blank, schema.optional());
const withDefault = <T extends z.ZodType>(schema: T, fallback: string) =>
  z.preprocess((value) => blank(value) ?? fallback, schema);

const count = (least: number, most: number) =>
  z.coerce.number(`expected a number from ${least} to ${most}`).int('expected a whole number').min(least).max(most);
const url = (protocols: string[], example: string) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    error: `expected an address such as ${example}`,
  });
const mailbox = z.string().regex(/^(?:[^<>@\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, {
  error: 'expected an address such as "Little Steps <steps@example.org>"',
});

const clock = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT[\d:.]+Z(x\d+(\.\d+)?)?$/, {
    error: 'expected an instant such as 2026-03-16T00:00:00Z or 2026-03-16T00:00:00Zx3000',
  })
  .transform((value, context) => {
    const [instant = '', speed = '1'] = value.split('x');
    const from = new Date(instant);
    if (Number.isNaN(from.getTime()) || Number(speed) <= 0) {
      context.addIssue({ code: 'custom', message: 'expected an instant that exists, and a speed above 0' });
      return z.NEVER;
    }
    return { from, speed: Number(speed) };
  });

const schema = z
  .object({
    NODE_ENV: withDefault(z.enum(['development', 'test', 'production']), 'development'),
    PORT: withDefault(count(0, 65_535), '3000'),
    PUBLIC_URL: optional(url(['http:', 'https:'], 'https://steps.example.org')),
    DATABASE_URL: optional(url(['postgres:', 'postgresql:'], 'postgres://user:password@host/name')),
    DATA_DIR: withDefault(z.string(), './data'),
    SMTP_URL: optional(
      z
        .string()
        .refine(
          (value) => value.split(',').every((one) => URL.canParse(one) && /^smtps?:$/.test(new URL(one).protocol)),
          { error: 'expected one or more addresses such as smtps://user:password@host, with commas between' },
        ),
    ),
    MAIL_FROM: withDefault(mailbox, 'Little Steps <little-steps@localhost>'),
    SECRET: optional(
      z.string().refine((value) => value.split(',').length <= 2 && value.split(',').every((one) => one.length >= 32), {
        error: 'expected at least 32 characters; to rotate, the new secret and the old one with a comma between',
      }),
    ),
    ROLE: withDefault(z.enum(['all', 'web', 'worker']), 'all'),
    SMTP_CONNECTIONS: withDefault(count(1, 200), '10'),
    SEND_SPREAD_MINUTES: withDefault(count(0, 120), '15'),
    BOUNCE_ADDRESS: optional(z.email({ error: 'expected an address such as bounces@example.org' })),
    BOUNCE_IMAP_URL: optional(url(['imap:', 'imaps:'], 'imaps://user:password@host')),
    DKIM_DOMAIN: optional(z.hostname({ error: 'expected a domain such as example.org' })),
    DKIM_SELECTOR: optional(z.string().regex(/^[\w-]+$/, { error: 'expected a name such as s1' })),
    DKIM_KEY_FILE: optional(z.string()),
    TRUST_PROXY: optional(z.string()),
    CLOCK: optional(clock),
    LOG_LEVEL: optional(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])),
  })
  .superRefine((value, context) => {
    const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const production = value.NODE_ENV === 'production';
    if (production && !value.SECRET) wrong('SECRET', 'expected a value in production: at least 32 random characters');
    if (production && value.CLOCK) wrong('CLOCK', 'expected nothing in production, where time is real');
    if (production && !value.PUBLIC_URL) wrong('PUBLIC_URL', 'expected the address people reach this service at');
    if (production && !value.SMTP_URL)
      wrong('SMTP_URL', 'expected a relay in production, where there is no built-in mailbox');
    const dkim = [value.DKIM_DOMAIN, value.DKIM_SELECTOR, value.DKIM_KEY_FILE];
    if (dkim.some(Boolean) && !dkim.every(Boolean))
      wrong('DKIM_DOMAIN', 'expected DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY_FILE together');
  })
  .transform((value) => ({
    production: value.NODE_ENV === 'production',
    port: value.PORT,
    /** where people reach the service, without a slash at the end */
    publicUrl: (value.PUBLIC_URL ?? `http://localhost:${value.PORT}`).replace(/\/+$/, ''),
    /** unset: the embedded server in `dataDir` */
    databaseUrl: value.DATABASE_URL,
    dataDir: value.DATA_DIR,
    /** relays in order of preference; none: the built-in mailbox */
    relays: value.SMTP_URL?.split(',') ?? [],
    mailFrom: value.MAIL_FROM,
    /** root secrets, the one to sign with first; unset: made once and kept in `dataDir` */
    secrets: value.SECRET?.split(','),
    web: value.ROLE !== 'worker',
    worker: value.ROLE !== 'web',
    smtpConnections: value.SMTP_CONNECTIONS,
    sendSpreadMinutes: value.SEND_SPREAD_MINUTES,
    bounceAddress: value.BOUNCE_ADDRESS,
    dkim:
      value.DKIM_DOMAIN && value.DKIM_SELECTOR && value.DKIM_KEY_FILE
        ? { domain: value.DKIM_DOMAIN, selector: value.DKIM_SELECTOR, keyFile: value.DKIM_KEY_FILE }
        : undefined,
    trustProxy: value.TRUST_PROXY,
    clock: value.CLOCK,
    logLevel: value.LOG_LEVEL ?? (value.NODE_ENV === 'production' ? 'info' : 'warn'),
  }));

/** The service's settings, checked. Handed to whoever needs one of them. */
export type Config = z.output<typeof schema>;
/** The name under which the settings are provided. */
export const CONFIG = Symbol('config');

/**
 * Reads the settings from the environment; an empty value counts as unset.
 * @throws Invalid with everything that is wrong, by the variable's name
 */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const result = schema.safeParse(environment);
  if (result.success) return result.data;
  throw new Invalid(result.error.issues.map((issue) => ({ field: issue.path.join('.'), problem: issue.message })));
}
