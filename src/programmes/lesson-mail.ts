import type { LessonContent, LessonQuestion } from './lesson-file.js';
import { markdownHtml, markdownText } from './markdown.js';

/**
 * The question that a lesson's mail asks: the first that takes one choice and is not meant to come before the text.
 * The choices' links in the mail count from 0 in the file's order.
 */
export function mailQuestion(questions: LessonQuestion[]): LessonQuestion | undefined {
  const single = questions.filter((question) => question.pick === 'one');
  return single.find((question) => !question.before) ?? single[0];
}

/** What the lesson's mail shows to everybody alike; the look-back's question is each member's own. */
export function lessonMail(lesson: LessonContent): object {
  const question = lesson.lookBack === undefined ? mailQuestion(lesson.questions) : undefined;
  const more = [
    lesson.how.length > 0 ? 'how to do it on your system' : undefined,
    lesson.example ? 'what the trick looks like' : undefined,
  ];
  return {
    title: lesson.title,
    minutes: lesson.minutes,
    preview: lesson.action ?? `About ${lesson.minutes} minutes.`,
    action: lesson.action,
    lookOutFor: lesson.lookOutFor,
    bodyHtml: markdownHtml(lesson.markdown, '{{centre.url}}'),
    bodyText: markdownText(lesson.markdown),
    question: question && { ask: question.ask, choices: question.choices.map(({ text }) => ({ text })) },
    more: more.filter(Boolean).join(', '),
  };
}

/** What the mail after the last lesson shows to everybody alike. @param closing the programme's own words, in Markdown */
export function closingMail(closing: string | null | undefined): object {
  return closing ? { closingHtml: markdownHtml(closing, '{{centre.url}}'), closingText: markdownText(closing) } : {};
}
