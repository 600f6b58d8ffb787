import { Invalid } from '../../errors.js';

/** What the demo was asked for. */
export interface DemoOptions {
  weeks: number;
  /** simulated seconds a real second */
  speed: number;
}

/** A year. */
const MOST_WEEKS = 52;
/** A week in five seconds; any faster, and the ticks would step over the hours in which mail may go. */
const MOST_SPEED = 120_960;

/** Reads the options as typed. @throws Invalid naming each option that is wrong */
export function demoOptions(typed: { weeks: string; speed: string }): DemoOptions {
  const weeks = wholeNumber(typed.weeks, MOST_WEEKS);
  const speed = wholeNumber(typed.speed, MOST_SPEED);
  if (weeks !== undefined && speed !== undefined) return { weeks, speed };
  throw new Invalid([
    ...(weeks === undefined ? [refusal('--weeks', typed.weeks, MOST_WEEKS)] : []),
    ...(speed === undefined ? [refusal('--speed', typed.speed, MOST_SPEED)] : []),
  ]);
}

function wholeNumber(text: string, most: number): number | undefined {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= most ? number : undefined;
}

function refusal(field: string, text: string, most: number) {
  return { field, problem: `expected a whole number from 1 to ${most}, found "${text}"` };
}
