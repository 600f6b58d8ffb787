/** Red, green and blue from 0 to 255. */
type Colour = [number, number, number];

const SURFACE = { light: [255, 255, 255], dark: [24, 33, 31] } satisfies Record<string, Colour>;
/** Above the 4.5 of WCAG 2.2 (1.4.3), so that it also holds on a tint of the accent itself. */
const ENOUGH = 5.6;

/** The ratio of two colours' contrast, 1 to 21. Source: WCAG 2.2, "contrast ratio" and "relative luminance". */
export function contrast(one: Colour, other: Colour): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
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

/** The colour moved towards an end until it can be read on a surface, and a button of it with white by day or dark ink by night. */
function readable(colour: Colour, look: 'light' | 'dark'): Colour {
  const end = look === 'light' ? 0 : 255;
  let found = colour;
  for (let step = 1; step <= 50 && contrast(found, SURFACE[look]) < ENOUGH; step++)
    found = colour.map((part) => Math.round(part + ((end - part) * step) / 50)) as Colour;
  return found;
}

/** The style sheet that gives the pages a centre's accent, in tones that can be read by day and by night. @param hex `#rrggbb` */
export function accentSheet(hex: string): string {
  const css = (colour: Colour) => `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
  const tone = (look: 'light' | 'dark') => css(readable(readColour(hex), look));
  return `:root{--accent-on-light:${tone('light')};--accent-on-dark:${tone('dark')}}\n`;
}
