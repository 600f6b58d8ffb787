/** Red, green and blue from 0 to 255. */
export type Colour = [number, number, number];

/** By day or by night. */
export type Look = 'light' | 'dark';

/** What an accent stands on: the surface of pages and of mails first, then what is round it. */
export const GROUNDS: Record<Look, [surface: Colour, around: Colour]> = {
  light: [
    [255, 255, 255],
    [239, 242, 242],
  ],
  dark: [
    [24, 33, 31],
    [16, 23, 21],
  ],
};

/** What text needs to be read by people who see less well. Source: WCAG 2.2, 1.4.3 (AA). */
export const ENOUGH = 4.5;

/** The ratio of two colours' contrast, 1 to 21. Source: WCAG 2.2, "contrast ratio" and "relative luminance". */
export function contrast(one: Colour, other: Colour): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** The least contrast of a colour with anything it stands on. */
export function contrastOn(colour: Colour, look: Look): number {
  return Math.min(...GROUNDS[look].map((ground) => contrast(colour, ground)));
}

/**
 * The colour itself where it can be read, else the nearest on its way to black by day or to white by night.
 * @param reads whether a colour can be read
 */
export function nearestReadable(
  colour: Colour,
  look: Look,
  reads = (one: Colour) => contrastOn(one, look) >= ENOUGH,
): Colour {
  const end = look === 'light' ? 0 : 255;
  let found = colour;
  for (let step = 1; step <= 255 && !reads(found); step++)
    found = colour.map((part) => Math.round(part + ((end - part) * step) / 255)) as Colour;
  return found;
}

function luminance(colour: Colour): number {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Colour;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param hex `#rrggbb` */
export function readColour(hex: string): Colour {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as Colour;
}

/** @returns `#rrggbb` */
export function writeColour(colour: Colour): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
