import { Controller, Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { CentreViews } from '../centre/centre-views.js';
import { fillPlaceholders } from '../programmes/placeholders.js';
import { ProgrammesService } from '../programmes/programmes.service.js';
import type { Operation } from './operation.js';

const brief = z.object({ slug: z.string(), title: z.string(), summary: z.string() });
const lesson = z.object({
  slug: z.string(),
  position: z.int(),
  title: z.string(),
  minutes: z.int(),
  action: z.string().nullable(),
  sectors: z.array(z.string()).nullable(),
});
const list = z.object({ programmes: z.array(brief) });
const whole = brief.extend({ lessons: z.array(lesson) });

export const programmeOperations: Operation[] = [
  { method: 'get', path: '/programmes', summary: 'All programmes', who: 'anyone', status: 200, answer: list },
  {
    method: 'get',
    path: '/programmes/{programme}',
    summary: 'A programme and its lessons in order',
    who: 'anyone',
    status: 200,
    answer: whole,
  },
];

/** What is taught. */
@Controller('api/v1/programmes')
export class ProgrammesApi {
  constructor(
    private readonly programmes: ProgrammesService,
    private readonly views: CentreViews,
  ) {}

  @Get()
  async all(): Promise<z.output<typeof list>> {
    const programmes = await this.programmes.all();
    return { programmes: programmes.map(({ slug, title, summary }) => ({ slug, title, summary })) };
  }

  @Get(':programme')
  async one(@Param('programme') name: string): Promise<z.output<typeof whole>> {
    const [{ programme, lessons }, view] = await Promise.all([this.programmes.syllabus(name), this.views.of(null)]);
    const { slug, title, summary } = programme;
    return {
      slug,
      title,
      summary,
      lessons: lessons.map(({ step, content }) => ({
        slug: step.slug,
        position: step.position,
        title: content.title,
        minutes: content.minutes,
        action: content.action === undefined ? null : fillPlaceholders(content.action, view),
        sectors: step.sectors,
      })),
    };
  }
}
