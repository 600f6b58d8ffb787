import type { Joined } from '../enrolments/starting.service.js';
import { when } from './dates.js';

/** The page after one's yes. */
export function joinedView({ firstLesson, zone }: Joined): object {
  return { title: 'You are in', firstLesson: firstLesson && when(firstLesson, zone) };
}
