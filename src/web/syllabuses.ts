import { Injectable } from '@nestjs/common';
import { CentreViews } from '../centre/centre-views.js';
import { sectors } from '../organisations/vocabulary.js';
import { readText } from '../programmes/markdown.js';
import { fillHtmlPlaceholders, fillPlaceholders } from '../programmes/placeholders.js';
import { ProgrammesService, type Syllabus } from '../programmes/programmes.service.js';

type SyllabusLesson = Syllabus['lessons'][number];

/** Programmes as anybody may read them, with the centre's contacts put in. */
@Injectable()
export class Syllabuses {
  constructor(
    private readonly programmes: ProgrammesService,
    private readonly views: CentreViews,
  ) {}

  /** A programme's page: all lessons by name, the first in full. @throws NotFound */
  async page(slug: string): Promise<object> {
    const [{ programme, lessons }, view] = await Promise.all([this.programmes.syllabus(slug), this.views.of(null)]);
    const [first] = lessons;
    return {
      title: programme.title,
      summary: programme.summary,
      count: lessons.length,
      lessons: lessons.map(({ step, content }, index) => ({
        number: index + 1,
        slug: step.slug,
        title: content.title,
        action: content.action && fillPlaceholders(content.action, view),
        sector: step.sectors
          ?.map((sector) => sectors.find(({ value }) => value === sector)?.label ?? sector)
          .join(', '),
      })),
      sample: first && lessonText(first, view),
    };
  }

  /** The first lesson in brief. @throws NotFound */
  async sample(slug: string): Promise<object | undefined> {
    const [{ lessons }, view] = await Promise.all([this.programmes.syllabus(slug), this.views.of(null)]);
    const content = lessons[0]?.content;
    if (!content) return undefined;
    const fill = (text: string) => fillPlaceholders(text, view);
    const { title, minutes, action, markdown } = content;
    return {
      programme: slug,
      title,
      minutes,
      action: action && fill(action),
      excerpt: fill(readText(markdown)[0] ?? ''),
    };
  }
}

/** A lesson without its questions, as the partial `lesson-text` shows it. */
function lessonText({ content, pageHtml }: SyllabusLesson, view: object): object {
  const fill = (text: string) => fillPlaceholders(text, view);
  const { title, minutes, action, lookOutFor, how, example, sources } = content;
  return {
    title,
    minutes,
    sources,
    bodyHtml: fillHtmlPlaceholders(pageHtml, view),
    action: action && fill(action),
    lookOutFor: lookOutFor.map(fill),
    how: how.map(({ system, text }) => ({
      system,
      text: fill(text),
    })),
    example: example && fill(example),
  };
}
