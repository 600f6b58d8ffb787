import { stringify } from 'yaml';
import { draftOf, type LessonDraft } from './lesson-draft.js';
import type { ProgrammeFile } from './programme-file.js';
import type { Syllabus } from './programmes.service.js';

// Each value on a line of its own however long it is: so a difference shows what somebody changed, and no more.
const YAML = { lineWidth: 0 };

/** A lesson as its file: what `readLesson` reads back as the same. */
export function writeLesson({ front, markdown }: LessonDraft): string {
  return `---\n${stringify(front, YAML)}---\n${markdown.trim()}\n`;
}

/** A programme as its `programme.yaml`: what `readProgrammeFile` reads back as the same. */
function writeProgramme({ audience, steps, ...programme }: ProgrammeFile): string {
  const given = (map: object) => (Object.keys(map).length > 0 ? map : undefined);
  return stringify({ ...programme, audience: given(audience), steps: given(steps) }, YAML);
}

/** A published programme as the files that `programmes import` takes back unchanged; retired lessons and drafts stay behind. */
export function programmeFiles({ programme, lessons }: Syllabus): { path: string; text: string }[] {
  const { slug, title, summary, rule, entry, rank, sectors, emergingTechnology, closing } = programme;
  const file: ProgrammeFile = {
    title,
    summary,
    rule,
    entry,
    rank,
    audience: { ...(sectors && { sectors }), ...(emergingTechnology && { emergingTechnology }) },
    ...(programme.afterProgramme && {
      after: { programme: programme.afterProgramme, position: programme.afterPosition! },
    }),
    steps: Object.fromEntries(
      lessons.flatMap(({ step }) => (step.sectors ? [[step.slug, { sectors: step.sectors }]] : [])),
    ),
    ...(closing && { closing }),
  };
  return [
    { path: `${slug}/programme.yaml`, text: writeProgramme(file) },
    ...lessons.map(({ step, content }) => ({
      path: `${slug}/${lessonFileName(step)}`,
      text: writeLesson(draftOf(content)),
    })),
  ];
}

/** What a step's file is called, such as `02-lock-your-email.md`. */
export function lessonFileName({ position, slug }: { position: number; slug: string }): string {
  return `${String(position).padStart(2, '0')}-${slug}.md`;
}
