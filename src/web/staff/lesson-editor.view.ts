import { DateTime } from 'luxon';
import type { Problem } from '../../errors.js';
import type { LessonFindings } from '../../programmes/check-lesson.js';
import { type InHand, seenNow, wordsOf } from '../../programmes/in-hand.js';
import { draftOf, type LessonDraft } from '../../programmes/lesson-draft.js';
import type { Revision } from '../../programmes/revision.entity.js';
import { lessonFileName, writeLesson } from '../../programmes/write-files.js';
import { difference } from './difference.view.js';
import { labelOf, lessonFields } from './lesson-fields.view.js';
import { formOf, onForm } from './lesson-form.js';
import { moment } from './moment.js';

const said: Record<string, string> = {
  saved: 'Saved. It is not published yet.',
  'saved-off': 'Saved. The plan to publish it is off: plan it anew when it is as you want it.',
  published: 'Published. It goes to everybody whose lesson is planned from now on; what was planned or mailed stays as it was.',
  planned: 'Planned.',
  'called-off': 'The plan is off. The draft stays.',
  discarded: 'The draft is thrown away.',
  tested: 'A test is on its way to your mailbox. What you typed is not saved by that.',
  moved: 'Moved.',
  retired: 'Retired. It is not sent any more.',
  back: 'It is back among the lessons.',
  'file-taken': "The file's words are published.",
  'file-declined': 'Our words stay. The file is asked again only when it changes once more.',
}; // prettier-ignore

/** What the page shows besides the lesson as it is kept. */
export interface EditorShown {
  said?: unknown;
  /** what was typed and not kept */
  typed?: LessonDraft;
  /** the words of a file that were pasted and cannot be read */
  pasted?: string;
  /** what was typed into the time to publish at */
  publishAt?: string;
  /** faults of the form that are not the lesson's */
  problems?: Problem[];
  /** somebody else was faster */
  overtaken?: boolean;
}

const empty: LessonDraft = { front: {}, markdown: '' };

/** A lesson to be edited. @param findings of what is shown; zone: the centre's */
export function editorView(inHand: InHand, findings: LessonFindings, zone: string, shown: EditorShown): object {
  const { programme, step, revision, draft, change } = inHand;
  const words = shown.typed ?? wordsOf(inHand) ?? empty;
  const published = revision ? writeLesson(draftOf(revision.content)) : '';
  const kept = draft ? draft.text : published;
  const faults = [...(shown.problems ?? []), ...findings.faults.map((fault) => onForm(fault, words))];
  const title = typeof words.front['title'] === 'string' && words.front['title'] ? words.front['title'] : step.slug;
  return {
    title,
    wide: true,
    editor: true,
    name: inHand.name,
    path: `/admin/lessons/${inHand.name}`,
    programme: { slug: programme.slug, title: programme.title },
    step: { slug: step.slug, position: step.position, retired: step.retiredAt && moment(step.retiredAt, zone) },
    revision: revision && {
      number: revision.number,
      at: moment(revision.publishedAt, zone),
      by: whoPublished(revision),
    },
    draft: draft && {
      by: draft.editedBy,
      at: moment(draft.editedAt, zone),
      // Somebody published after it was begun.
      old: draft.revisionId !== step.revisionId,
      planned: draft.publishAt && moment(draft.publishAt, zone),
    },
    waiting: change !== null,
    seen: seenNow(inHand),
    typed: shown.typed !== undefined,
    said: typeof shown.said === 'string' ? said[shown.said] : undefined,
    overtaken: shown.overtaken && overtaken(inHand, words, kept, zone),
    ...problemList(faults),
    warnings: findings.warnings.map((warning) => ({
      ...onForm(warning, words),
      label: labelOf(onForm(warning, words).field),
    })),
    fields: lessonFields(formOf(words), faults),
    publishAt: shown.publishAt ?? '',
    difference: draft && revision ? difference(published, draft.text) : undefined,
    zone,
    file: { name: lessonFileName(step), text: shown.pasted ?? '', problem: faults.find(({ field }) => field === 'text')?.problem },
  }; // prettier-ignore
}

/** Where a revision comes from. */
export const whoPublished = ({ publishedBy }: Pick<Revision, 'publishedBy'>): string =>
  publishedBy ? `by ${publishedBy}` : 'from its file';

/** A time typed into the form, by the clock of the centre; undefined when it is none. */
export function timeIn(zone: string, typed: string): Date | undefined {
  const time = DateTime.fromISO(typed, { zone });
  return typed && time.isValid ? time.toJSDate() : undefined;
}

/** Faults as the page lists them: the summary on top names and leads to the field. */
function problemList(faults: Problem[]): object {
  return {
    problems: faults.map(({ field, problem }) => ({
      field,
      text: field && field !== 'text' ? `${labelOf(field)}: ${problem}` : problem,
    })),
    problem: Object.fromEntries(faults.map(({ field, problem }) => [field, problem])),
  };
}

function overtaken({ draft, revision }: InHand, words: LessonDraft, kept: string, zone: string): object {
  const what = draft
    ? `${draft.editedBy} saved a draft on ${moment(draft.editedAt, zone)}`
    : revision
      ? `revision ${revision.number} was published on ${moment(revision.publishedAt, zone)}, ${whoPublished(revision)}`
      : 'the draft was thrown away';
  return { what, difference: difference(writeLesson(words), kept) };
}
