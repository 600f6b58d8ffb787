import { Body, Controller, Get, HttpCode, Param, Post, Query, Redirect, Render, Res } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { parse } from '../../parse.js';
import { CentreViews } from '../../centre/centre-views.js';
import { CentreService } from '../../centre/centre.service.js';
import { Clock } from '../../clock.js';
import { NotFound } from '../../errors.js';
import { Exports } from '../../staff/exports.service.js';
import { Nudges } from '../../staff/nudges.service.js';
import { OrganisationCare } from '../../staff/organisation-care.service.js';
import { Comparisons } from '../../stats/comparison.js';
import { needNudge } from '../../stats/need-nudge.js';
import { organisationProgress } from '../../stats/organisation-progress.js';
import { personSteps } from '../../stats/person-steps.js';
import { weeklyProgress, weeksUpTo } from '../../stats/weekly-progress.js';
import { download, formatForm } from './download.js';
import { peopleView } from './person-steps.view.js';
import { weeksView } from './progress-weeks.view.js';
import { progressView } from './progress.view.js';
import { type SignedIn, Who } from './signed-in.js';

const pageOf = (query: unknown) => (typeof query === 'string' && /^\d{1,6}$/.test(query) ? Number(query) : 0);

/** What a coordinator sees: who started and who is done, never anybody's answers. */
@Controller('organisations/:organisation/progress')
export class ProgressController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly centre: CentreService,
    private readonly views: CentreViews,
    private readonly care: OrganisationCare,
    private readonly comparisons: Comparisons,
    private readonly nudges: Nudges,
    private readonly exports: Exports,
  ) {}

  @Get()
  @Render('staff/progress')
  async page(@Param('organisation') id: string, @Query('said') said: unknown): Promise<object> {
    const organisation = await this.care.find(id);
    const { zone } = await this.centre.get();
    const now = this.clock.now();
    const weeks = weeksUpTo(now, zone);
    const db = this.dataSource.manager;
    const [programmes, own, comparison, needy, texts] = await Promise.all([
      organisationProgress(db, id),
      weeklyProgress(db, id, weeks),
      this.comparisons.last(),
      needNudge(db, [id], now),
      this.views.of(organisation.nation),
    ]);
    return {
      ...progressView(organisation, { programmes, needy, texts, zone, now }, said),
      weeks: await weeksView(organisation.name, weeks, own, comparison),
    };
  }

  @Get(':programme')
  @Render('staff/person-steps')
  async people(
    @Param('organisation') id: string,
    @Param('programme') slug: string,
    @Query('page') asked: unknown,
  ): Promise<object> {
    const organisation = await this.care.find(id);
    const page = pageOf(asked);
    const db = this.dataSource.manager;
    const programme = (await organisationProgress(db, id)).find((one) => one.slug === slug);
    if (!programme) throw new NotFound('nobody there takes this programme');
    const people = await personSteps(db, id, slug, page);
    return peopleView(organisation, programme, { people, page, texts: await this.views.of(organisation.nation) });
  }

  @Post('export')
  @HttpCode(200)
  async export(
    @Who() who: SignedIn,
    @Param('organisation') id: string,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    await this.care.find(id);
    const { format } = parse(formatForm, body);
    const table = await this.exports.open('completions', id, format, who);
    await download(response, table, format, `progress-${id}`);
  }

  @Post('nudges')
  @Redirect()
  async nudgeAll(@Who() who: SignedIn, @Param('organisation') id: string): Promise<object> {
    await this.care.find(id);
    const sent = await this.nudges.sendAll(id, who);
    return { url: `/organisations/${id}/progress?said=nudged-${sent}#nudges`, statusCode: 303 };
  }

  @Post('nudges/:member')
  @Redirect()
  async nudge(
    @Who() who: SignedIn,
    @Param('organisation') id: string,
    @Param('member') member: string,
  ): Promise<object> {
    const nudged = await this.nudges.sendOne(id, member, who);
    return { url: `/organisations/${id}/progress?said=${nudged}#nudges`, statusCode: 303 };
  }
}
