import {
  type Colour,
  contrast,
  GROUNDS,
  type Look,
  nearestReadable,
  readColour,
  writeColour,
} from '../centre/contrast.js';

/** Above the 4.5 of WCAG 2.2 (1.4.3), so that it also holds on a tint of the accent itself. */
const ENOUGH = 5.6;

/**
 * The style sheet that gives the pages a centre's accent, in tones that can be read by day and by night.
 * @param day `#rrggbb`; @param night the same, where the centre chose one
 */
export function accentSheet(day: string, night = day): string {
  const reads = (look: Look) => (colour: Colour) => contrast(colour, GROUNDS[look][0]) >= ENOUGH;
  const tone = (hex: string, look: Look) => writeColour(nearestReadable(readColour(hex), look, reads(look)));
  return `:root{--accent-on-light:${tone(day, 'light')};--accent-on-dark:${tone(night, 'dark')}}\n`;
}

/** Where that style sheet is. */
export function accentPath(day: string, night: string | null): string {
  const plain = (hex: string) => hex.slice(1).toLowerCase();
  return `/assets/accent-${plain(day)}${night ? `-${plain(night)}` : ''}.css`;
}
