import { pipeline } from 'node:stream/promises';
import { Body, Controller, Get, Param, Post, Query, Redirect, Render, Res } from '@nestjs/common';
import type { Response } from 'express';
import { pack } from 'tar-stream';
import { DataSource } from 'typeorm';
import { parse } from '../../parse.js';
import { CentreService } from '../../centre/centre.service.js';
import { Clock } from '../../clock.js';
import type { Problem } from '../../errors.js';
import { allInHand } from '../../programmes/lesson-list.js';
import { ProgrammesService } from '../../programmes/programmes.service.js';
import { programmeFiles } from '../../programmes/write-files.js';
import { StaffAccounts } from '../../staff/accounts.service.js';
import { LessonCare } from '../../staff/lesson-care.service.js';
import { submit } from '../form.js';
import { slugOf } from './lesson-form.js';
import { addForm } from './lesson.schema.js';
import { lessonsView } from './lessons.view.js';
import { type SignedIn, Who } from './signed-in.js';

/** Programmes and the order of their lessons. */
@Controller('admin/lessons')
export class LessonsController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly centre: CentreService,
    private readonly accounts: StaffAccounts,
    private readonly programmes: ProgrammesService,
    private readonly care: LessonCare,
  ) {}

  @Get()
  @Render('staff/lessons')
  list(@Query('said') said: unknown): Promise<object> {
    return this.view({ said });
  }

  @Post(':programme')
  add(
    @Who() who: SignedIn,
    @Param('programme') programme: string,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const deed = async () => {
      await this.programmes.bySlug(programme);
      const { title } = parse(addForm, body);
      const step = slugOf(title) || 'lesson';
      await this.care.add(programme, step, title, who);
      return `/admin/lessons/${programme}/${step}`;
    };
    return submit(response, deed, {
      view: 'staff/lessons',
      model: (problems) => this.view({ body, problems, programme }),
    });
  }

  @Post(':programme/order-by-files')
  @Redirect('/admin/lessons?said=order-by-files', 303)
  async orderByFiles(@Who() who: SignedIn, @Param('programme') programme: string): Promise<void> {
    await this.care.orderByFiles(programme, who);
  }

  /** What is published, as the files that `programmes import` takes back unchanged. */
  @Get(':programme/export')
  async files(@Param('programme') programme: string, @Res() response: Response): Promise<void> {
    const archive = pack();
    for (const { path, text } of programmeFiles(await this.programmes.syllabus(programme)))
      archive.entry({ name: path, mtime: this.clock.now() }, text);
    archive.finalize();
    response.attachment(`${programme}.tar`).type('application/x-tar');
    await pipeline(archive, response);
  }

  private async view(shown: {
    said?: unknown;
    body?: unknown;
    problems?: Problem[];
    programme?: string;
  }): Promise<object> {
    const { zone } = await this.centre.get();
    const accounts = await this.accounts.list();
    const staff = new Set(accounts.filter(({ endedAt }) => !endedAt).map(({ email }) => email));
    const today = this.clock.now().toISOString().slice(0, 10);
    return lessonsView(await allInHand(this.dataSource.manager), { zone, today, staff }, shown);
  }
}
