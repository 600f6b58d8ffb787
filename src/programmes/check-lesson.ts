import { linksOf } from './markdown.js';
import { readingEase, wordsOf } from './reading-ease.js';
import type { LessonSource } from './read-programmes.js';

const WORDS = { least: 120, most: 230 };
const LEAST_EASE = 50;
const SOURCE_DAYS = 180;

/** Contacts change, and differ by nation: they come from the centre's settings by placeholder. */
const TYPED: [RegExp, string][] = [
  [/0300\s?123\s?2040|reportfraud\.police|actionfraud|action fraud/i, '{{contact.reportFraud...}}'],
  [/(?<![\d£.,])101(?![\d,]|\.\d)/, '{{contact.policeScotland.phone}}'],
  [/(?<![\d£.,])159(?![\d,]|\.\d)/, '{{contact.bank.phone}}'],
  [/\b7726\b/, '{{contact.suspiciousText.phone}}'],
  [/report@phishing/i, '{{contact.suspiciousEmail.address}}'],
  [/\bico\.org\.uk|0303\s?123\s?1113/i, '{{contact.ico.url}}'],
  [/signpost-cyber-incident/i, '{{contact.signpost.url}}'],
];

/** What a check found in one lesson, as sentences without a subject. */
interface LessonFindings {
  faults: string[];
  warnings: string[];
}

/**
 * What a lesson has to keep to beyond its schema. A look-back week may be of any length and go without action, questions
 * and sources.
 * @param today the day it is, `yyyy-mm-dd`
 */
export function checkLesson({ content }: LessonSource, today: string): LessonFindings {
  const faults: string[] = [];
  if (content.lookBack === undefined) {
    const words = wordsOf(content.markdown).length;
    if (words < WORDS.least || words > WORDS.most)
      faults.push(`expected ${WORDS.least} to ${WORDS.most} words, found ${words}`);
    if (!content.action) faults.push('expected an action');
    if (content.questions.length < 2) faults.push(`expected two questions or more, found ${content.questions.length}`);
    if (content.sources.length === 0) faults.push('expected at least one source');
  }
  const ease = readingEase(content.markdown);
  if (!(ease >= LEAST_EASE))
    faults.push(`expected a Flesch reading ease of ${LEAST_EASE} or more, found ${Math.round(ease)}`);
  faults.push(...typedContacts(content));
  const old = content.sources.filter(({ checkedOn }) => daysBetween(checkedOn, today) > SOURCE_DAYS);
  return {
    faults,
    warnings: old.map(({ url, checkedOn }) => `${url} was checked on ${checkedOn}, more than ${SOURCE_DAYS} days ago`),
  };
}

function typedContacts({ sources: _exempt, ...texts }: LessonSource['content']): string[] {
  const all = JSON.stringify(texts);
  return TYPED.flatMap(([typed, placeholder]) => {
    const [found] = typed.exec(all) ?? [];
    return found ? [`expected ${placeholder} instead of ${found}`] : [];
  });
}

const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/** Links within the site that lead nowhere. @param exists whether there is a programme, or a lesson in it */
export function deadLinks(markdown: string, exists: (programme: string, lesson?: string) => boolean): string[] {
  const within = linksOf(markdown).filter((link) => link.startsWith('/'));
  const dead = within.filter((link) => {
    const [, programme = '', lesson] = /^\/programmes\/([\w-]+)(?:#([\w-]+))?$/.exec(link) ?? [];
    return !exists(programme, lesson);
  });
  return dead.map((link) => `expected a link to a lesson that there is, found ${link}`);
}
