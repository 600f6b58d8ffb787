import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Invalid, type Problem } from './errors.js';

const blank = (value: unknown) => (value === '' ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blank, schema.optional());
const withDefault = <T extends z.ZodType>(schema: T, fallback: string) =>
  z.preprocess((value) => blank(value) ?? fallback, schema);

const text = (error: string, fits: (value: string) => boolean) => z.string().refine(fits, { error });
const list = (value: string) => value.split(',').map((one) => one.trim());
const count = (least: number, most: number) =>
  text(
    `expected a whole number from ${least} to ${most}`,
    (value) => /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most,
  ).transform(Number);
const isUrl = (value: string, ...protocols: string[]) =>
  URL.canParse(value) && protocols.includes(new URL(value).protocol);
const url = (example: string, ...protocols: string[]) =>
  text(`expected an address such as ${example}`, (value) => isUrl(value, ...protocols));
/** No path: the pages' own links begin at the root. */
const origin = text(
  'expected scheme and host, with a port if need be, such as https://steps.example.org',
  (value) => isUrl(value, 'http:', 'https:') && /^\w+:\/\/[^/?#@]+\/?$/.test(value),
);
const mailbox = z.string().regex(/^(?:[^<>@\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, {
  error: 'expected an address such as "Little Steps <steps@example.org>"',
});
const network = z.union([z.enum(['loopback', 'linklocal', 'uniquelocal']), z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

const clock = text(
  'expected an instant that exists, and perhaps a speed above 0, such as 2026-03-16T00:00:00Z or 2026-03-16T00:00:00Zx3000',
  (value) => {
    const [, instant, speed = '1'] = /^([^x]+)(?:x(\d{1,9}(?:\.\d+)?))?$/.exec(value) ?? [];
    return z.iso.datetime().safeParse(instant).success && Number(speed) > 0;
  },
).transform((value) => {
  const [instant = '', speed = '1'] = value.split('x');
  return { from: new Date(instant), speed: Number(speed) };
});

const schema = z
  .object({
    NODE_ENV: withDefault(z.enum(['development', 'test', 'production']), 'development'),
    PORT: withDefault(count(0, 65_535), '3000'),
    PUBLIC_URL: optional(origin),
    DATABASE_URL: optional(url('postgres://user:password@host/name', 'postgres:', 'postgresql:')),
    DATA_DIR: withDefault(z.string(), './data'),
    SMTP_URL: optional(
      text('expected one or more addresses such as smtps://user:password@host, with commas between', (value) =>
        list(value).every((one) => isUrl(one, 'smtp:', 'smtps:')),
      ).transform(list),
    ),
    MAIL_FROM: withDefault(mailbox, 'Little Steps <little-steps@localhost>'),
    SECRET: optional(
      text(
        'expected at least 32 characters; to rotate, the new secret and the old one with a comma between',
        (value) => list(value).length <= 2 && list(value).every((one) => one.length >= 32),
      ).transform(list),
    ),
    ROLE: withDefault(z.enum(['all', 'web', 'worker']), 'all'),
    SMTP_CONNECTIONS: withDefault(count(1, 200), '10'),
    SEND_SPREAD_MINUTES: withDefault(count(0, 120), '15'),
    SMTP_PER_MINUTE: optional(count(1, 1_000_000)),
    WARM_UP_PER_DAY: optional(count(1, 1_000_000)),
    BOUNCE_ADDRESS: optional(z.email({ error: 'expected an address such as bounces@example.org' })),
    BOUNCE_IMAP_URL: optional(url('imaps://user:password@host', 'imap:', 'imaps:')),
    DKIM_DOMAIN: optional(z.hostname({ error: 'expected a domain such as example.org' })),
    DKIM_SELECTOR: optional(z.string().regex(/^[\w-]+$/, { error: 'expected a name such as s1' })),
    DKIM_KEY_FILE: optional(text('expected a file with a private key in it (PEM)', isKeyFile)),
    SES_TOPIC_ARN: optional(
      z.string().regex(/^arn:aws(?:-cn|-us-gov)?:sns:[a-z]{2}(?:-[a-z]+)+-\d:\d{12}:[\w-]{1,256}$/, {
        error: 'expected the name of an SNS topic such as arn:aws:sns:eu-west-2:123456789012:bounces',
      }),
    ),
    SENDGRID_WEBHOOK_KEY: optional(
      text('expected the verification key that SendGrid shows (base64)', isVerificationKey),
    ),
    POSTMARK_WEBHOOK_AUTH: optional(
      z
        .string()
        .regex(/^[^:\s]+:\S{16,}$/, { error: 'expected user:password, the password of at least 16 characters' }),
    ),
    MAILGUN_WEBHOOK_KEY: optional(
      z.string().regex(/^\S{16,}$/, { error: 'expected the HTTP webhook signing key that Mailgun shows' }),
    ),
    BREVO_WEBHOOK_SECRET: optional(
      z.string().regex(/^[\w-]{32,}$/, { error: 'expected at least 32 letters, digits, hyphens and underscores' }),
    ),
    TRUST_PROXY: optional(
      text(
        'expected how many proxies there are, or their networks, such as 1 or loopback or 10.0.0.0/8, with commas between',
        (value) => /^\d$/.test(value) || list(value).every((one) => network.safeParse(one).success),
      ),
    ),
    CLOCK: optional(clock),
    LOG_LEVEL: optional(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])),
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
    relays: value.SMTP_URL ?? [],
    mailFrom: value.MAIL_FROM,
    /** root secrets, the one to sign with first; unset: made once and kept in `dataDir` */
    secrets: value.SECRET,
    web: value.ROLE !== 'worker',
    worker: value.ROLE !== 'web',
    smtpConnections: value.SMTP_CONNECTIONS,
    sendSpreadMinutes: value.SEND_SPREAD_MINUTES,
    /** mails a minute that one relay takes, over all workers; unset: as many as there are */
    smtpPerMinute: value.SMTP_PER_MINUTE,
    /** mails that a new From domain sends on its first day, twice as many each day after; unset: it is known already */
    warmUpPerDay: value.WARM_UP_PER_DAY,
    bounceAddress: value.BOUNCE_ADDRESS,
    /** where bounces are read */
    bounceImapUrl: value.BOUNCE_IMAP_URL,
    dkim:
      value.DKIM_DOMAIN && value.DKIM_SELECTOR && value.DKIM_KEY_FILE
        ? { domain: value.DKIM_DOMAIN, selector: value.DKIM_SELECTOR, keyFile: value.DKIM_KEY_FILE }
        : undefined,
    /** what proves calls of the providers that tell what became of our mail; unset: that provider's address is not there */
    webhooks: {
      sesTopic: value.SES_TOPIC_ARN,
      sendgridKey: value.SENDGRID_WEBHOOK_KEY,
      postmarkAuth: value.POSTMARK_WEBHOOK_AUTH,
      mailgunKey: value.MAILGUN_WEBHOOK_KEY,
      brevoSecret: value.BREVO_WEBHOOK_SECRET,
    },
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
  const wrong = (result.error?.issues ?? []).map(({ path, message }) => ({ field: path.join('.'), problem: message }));
  const problems = [...wrong, ...contradictions(environment)];
  if (!result.success || problems.length > 0) throw new Invalid(problems);
  return result.data;
}

/** What is wrong between settings, whatever else is wrong with any of them. */
function contradictions(environment: Record<string, string | undefined>): Problem[] {
  const needed = {
    SECRET: 'expected a value in production: at least 32 random characters',
    PUBLIC_URL: 'expected the address people reach this service at',
    SMTP_URL: 'expected a relay in production, where there is no built-in mailbox',
  };
  const problems: Problem[] = [];
  const wrong = (field: string, problem: string) => problems.push({ field, problem });
  if (environment['NODE_ENV'] === 'production') {
    for (const [field, problem] of Object.entries(needed)) if (!environment[field]) wrong(field, problem);
    if (environment['CLOCK']) wrong('CLOCK', 'expected nothing in production, where time is real');
  }
  const dkim = ['DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_KEY_FILE'].map((name) => Boolean(environment[name]));
  if (dkim.includes(true) && dkim.includes(false))
    wrong('DKIM_DOMAIN', 'expected DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY_FILE together');
  return problems;
}

function isKeyFile(file: string): boolean {
  try {
    return Boolean(createPrivateKey(readFileSync(file)));
  } catch {
    return false;
  }
}

function isVerificationKey(value: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(value, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ec';
  } catch {
    return false;
  }
}
