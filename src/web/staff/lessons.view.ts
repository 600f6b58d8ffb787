import type { Problem } from '../../errors.js';
import { sectors } from '../../organisations/vocabulary.js';
import { oldSources } from '../../programmes/check-lesson.js';
import { type InHand, wordsOf } from '../../programmes/in-hand.js';
import { draftOf } from '../../programmes/lesson-draft.js';
import type { ProgrammeInHand } from '../../programmes/lesson-list.js';
import { writeLesson } from '../../programmes/write-files.js';
import { day } from '../dates.js';
import { refusal, typed } from '../form.js';
import { difference } from './difference.view.js';
import { whoPublished } from './lesson-editor.view.js';
import { moment } from './moment.js';

const said: Record<string, string> = {
  moved: 'Moved.',
  retired: 'Retired. It is not sent any more; who had it keeps it.',
  back: 'It is back, near where it was. Who had it already does not get it again.',
  'file-taken': "The file's words are published.",
  'file-declined': 'Our words stay. You are asked again only when the file changes once more.',
  'order-by-files': 'The files say the order again, from the next import on: at the next start, or by the command.',
};

/** What the page shows besides the lessons. */
interface Shown {
  said?: unknown;
  body?: unknown;
  problems?: Problem[];
  /** the programme whose form was refused */
  programme?: string;
}

/** Where and when it is, and who works here. */
interface Scene {
  zone: string;
  /** `yyyy-mm-dd` */
  today: string;
  /** addresses of those with an account */
  staff: Set<string>;
}

/** All programmes with their lessons: what state each is in, what waits for somebody, and whose sources are old. */
export function lessonsView(all: ProgrammeInHand[], scene: Scene, shown: Shown): object {
  const steps = all.flatMap((one) => one.steps);
  return {
    title: 'Lessons',
    wide: true,
    said: typeof shown.said === 'string' ? said[shown.said] : undefined,
    changes: steps.filter(({ change }) => change).map((step) => changeView(step, scene)),
    sources: steps.filter(({ step }) => !step.retiredAt).flatMap((step) => sourceLines(step, scene)),
    programmes: all.map(({ programme, steps: own }) => {
      const live = own.filter(({ step }) => !step.retiredAt);
      const refused = shown.programme === programme.slug;
      return {
        slug: programme.slug,
        title: programme.title,
        orderKept: programme.orderKeptAt && moment(programme.orderKeptAt, scene.zone),
        count: live.length,
        steps: live.map((step, index) => ({
          ...line(step, scene),
          place: index + 1,
          ...(index > 0 && { up: index }),
          ...(index < live.length - 1 && { down: index + 2 }),
        })),
        retired: own.filter(({ step }) => step.retiredAt).map((step) => line(step, scene)),
        form: refused ? typed(shown.body) : {},
        problem: refused ? refusal(shown.problems ?? [], []).problem : {},
      };
    }),
    problems: refusal(shown.problems ?? [], []).problems.map(({ text }) => ({ text, field: `add-${shown.programme}` })),
  };
}

function line(inHand: InHand, { zone, today }: Scene): object {
  const { step, revision, draft, change, name } = inHand;
  const old = revision ? oldSources(revision.content, today).length : 0;
  return {
    name,
    slug: step.slug,
    title: titleOf(inHand),
    sectors: step.sectors?.map((value) => sectors.find((sector) => sector.value === value)?.label ?? value).join(', '), // prettier-ignore
    published: revision
      ? `Revision ${revision.number}, ${moment(revision.publishedAt, zone)}, ${whoPublished(revision)}`
      : 'Not published yet',
    states: [
      draft?.publishAt && `Planned for ${moment(draft.publishAt, zone)}`,
      draft && !draft.publishAt && `Draft by ${draft.editedBy}, ${moment(draft.editedAt, zone)}`,
      change && 'Changed in the files as well: choose above',
      old > 0 && (old === 1 ? 'One source is old' : `${old} sources are old`),
      !step.fileHash && 'Only here: it has no file',
    ].filter(Boolean),
    retired: step.retiredAt && moment(step.retiredAt, zone),
  };
}

/** Old sources, with who should look: who wrote last, if they still work here. */
function sourceLines(inHand: InHand, { today, staff }: Scene): object[] {
  const { revision, draft } = inHand;
  if (!revision) return [];
  const old = new Set(oldSources(revision.content, today).map(({ field }) => Number(field.split('.')[1])));
  const last = draft?.editedBy ?? revision.publishedBy;
  return revision.content.sources
    .filter((_, index) => old.has(index))
    .map(({ title, url, checkedOn }) => ({
      name: inHand.name,
      lesson: titleOf(inHand),
      title,
      url,
      checkedOn: day(checkedOn),
      who: last && staff.has(last) ? last : 'Any administrator',
    }));
}

function changeView(inHand: InHand, { zone }: Scene): object {
  const { change, draft, revision } = inHand;
  const ours = draft?.publishAt ? draft.text : revision ? writeLesson(draftOf(revision.content)) : (draft?.text ?? '');
  return {
    name: inHand.name,
    title: titleOf(inHand),
    seenAt: moment(change!.seenAt, zone),
    hash: change!.contentHash,
    by: draft?.publishAt ? draft.editedBy : revision?.publishedBy,
    difference: difference(ours, writeLesson(draftOf(change!.content))),
  };
}

function titleOf(inHand: InHand): string {
  const title = inHand.revision?.content.title ?? wordsOf(inHand)?.front['title'];
  return typeof title === 'string' && title ? title : inHand.step.slug;
}
