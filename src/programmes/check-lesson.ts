import type { Problem } from '../errors.js';
import type { LessonContent } from './lesson-file.js';
import { linksOf } from './markdown.js';
import { readingEase, wordsOf } from './reading-ease.js';

const WORDS = { least: 120, most: 230 };
const LEAST_EASE = 50;
/** Days after which somebody should look at a source again. */
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

/** What a check found in one lesson: problems by the path of the field, such as `questions.0.ask`; the text is `markdown`. */
export interface LessonFindings {
  faults: Problem[];
  warnings: Problem[];
}

/**
 * What a lesson has to keep to beyond its schema. A look-back week may be of any length and go without action, questions
 * and sources.
 * @param today the day it is, `yyyy-mm-dd`
 */
export function checkLesson(content: LessonContent, today: string): LessonFindings {
  const faults: Problem[] = [];
  const fault = (field: string, problem: string) => faults.push({ field, problem });
  if (content.lookBack === undefined) {
    const words = wordsOf(content.markdown).length;
    if (words < WORDS.least || words > WORDS.most)
      fault('markdown', `expected ${WORDS.least} to ${WORDS.most} words, found ${words}`);
    if (!content.action) fault('action', 'expected an action');
    if (content.questions.length < 2)
      fault('questions', `expected two questions or more, found ${content.questions.length}`);
    if (content.sources.length === 0) fault('sources', 'expected at least one source');
  }
  const ease = readingEase(content.markdown);
  if (!(ease >= LEAST_EASE))
    fault('markdown', `expected a Flesch reading ease of ${LEAST_EASE} or more, found ${Math.round(ease)}`);
  return { faults: [...faults, ...typedContacts(content)], warnings: oldSources(content, today) };
}

/** Sources that nobody looked at for a long time. @param today the day it is, `yyyy-mm-dd` */
export function oldSources({ sources }: Pick<LessonContent, 'sources'>, today: string): Problem[] {
  return sources.flatMap(({ url, checkedOn }, index) =>
    daysBetween(checkedOn, today) > SOURCE_DAYS
      ? [
          {
            field: `sources.${index}.checkedOn`,
            problem: `${url} was checked on ${checkedOn}, more than ${SOURCE_DAYS} days ago`,
          },
        ]
      : [],
  );
}

function typedContacts({ sources: _exempt, ...texts }: LessonContent): Problem[] {
  const all = leaves(texts, []);
  return TYPED.flatMap(([typed, placeholder]) =>
    all.flatMap(({ field, text }) => {
      const [found] = typed.exec(text) ?? [];
      return found ? [{ field, problem: `expected ${placeholder} instead of ${found}` }] : [];
    }),
  );
}

/** Every text within a value, with its path. */
function leaves(value: unknown, path: string[]): { field: string; text: string }[] {
  if (typeof value === 'string') return [{ field: path.join('.'), text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => leaves(inside, [...path, key]));
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
