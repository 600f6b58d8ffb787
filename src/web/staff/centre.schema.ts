import { z } from 'zod';
import { contrastOn, ENOUGH, type Look, nearestReadable, readColour, writeColour } from '../../centre/contrast.js';
import { cadenceFields } from '../../members/cadence.schema.js';
import { isLinkLike } from '../../members/link-like.js';
import { addressField, personName } from '../../members/sign-up.schema.js';

/** Nothing, where a field may stay empty. */
export const orNull = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? null : (value ?? null)),
    schema.nullable(),
  );

/** The address of a page; people are taught to look for the https. */
export const httpsLink = z
  .string()
  .trim()
  .max(500, { error: 'Keep it to 500 characters.' })
  .refine(isHttps, { error: 'Give a whole address that begins with https://' });

/** An e-mail address as it is shown. */
export const plainAddress = addressField.transform(({ address }) => address);

/** A date as date fields send it, `yyyy-mm-dd`. */
export const dayField = z.iso.date({ error: 'Give a day, such as 2026-12-24.' });

/** A colour, refused with the nearest that can be read. */
const readableColour = (look: Look) =>
  z
    .string({ error: 'Choose a colour.' })
    .trim()
    .toLowerCase()
    .regex(/^#[0-9a-f]{6}$/, { error: 'Give a colour as # and six hexadecimal digits, such as #0b6e69.' })
    .superRefine((hex, context) => {
      const colour = readColour(hex);
      const found = contrastOn(colour, look);
      if (found >= ENOUGH) return;
      const ground = look === 'light' ? 'the white of pages and mails' : 'the dark of pages by night';
      const ratio = Math.floor(found * 10) / 10;
      const near = writeColour(nearestReadable(colour, look));
      const message = `Its contrast with ${ground} is ${ratio} to 1; people need ${ENOUGH} to 1. The nearest that has it is ${near}.`;
      context.addIssue({ code: 'custom', message });
    });

const lines = (most: number) =>
  z
    .string({ error: 'Give the postal address.' })
    .transform((text) =>
      text
        .replace(/\r\n?/g, '\n')
        .replace(/[^\S\n]+/g, ' ')
        .replace(/[^\P{C}\n]/gu, '')
        .replace(/ ?\n\s*/g, '\n')
        .trim(),
    )
    .pipe(
      z
        .string()
        .min(1, { error: 'Give the postal address.' })
        .max(most, { error: `Keep it to ${most} characters.` })
        .refine((text) => !isLinkLike(text), { error: 'Leave out addresses of pages.' }),
    );

const zoneList = z
  .string()
  .default('')
  .transform((text) =>
    [...new Set(text.split(/[\n,;]/).map((zone) => zone.trim().replaceAll(' ', '_')))].filter(Boolean),
  )
  .pipe(
    z
      .array(
        z.string().refine((zone) => cadenceFields.zone.safeParse(zone).success, {
          error: ({ input }) => `“${String(input).slice(0, 50)}” is no time zone: give names such as Europe/London.`,
        }),
      )
      .max(20, { error: 'Name 20 zones at the most.' }),
  );

/**
 * The centre's settings.
 * @param held the versions that hold now: they may stay, whatever their date
 * @param today `yyyy-mm-dd`
 */
export const centreForm = (held: { termsVersion: string; privacyVersion: string }, today: string) =>
  z.object({
    name: personName('the name of the centre'),
    programmeName: personName('what people see the programme called', 80),
    postalAddress: lines(500),
    email: plainAddress,
    website: orNull(httpsLink),
    bookAChatUrl: orNull(httpsLink),
    accent: readableColour('light'),
    accentDark: orNull(readableColour('dark')),
    ...cadenceFields,
    zones: zoneList,
    termsVersion: version(held.termsVersion, today),
    privacyVersion: version(held.privacyVersion, today),
  });

function version(held: string, today: string) {
  const error = 'Give the day from which the new version holds: today, or before.';
  return z
    .string({ error })
    .refine((text) => text === held || (dayField.safeParse(text).success && text <= today), { error });
}

function isHttps(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  return protocol === 'https:' && /\.[a-z0-9-]{2,}$/i.test(hostname) && !username && !password;
}
