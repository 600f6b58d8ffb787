import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { parse } from '../../parse.js';
import { CentreService } from '../../centre/centre.service.js';
import { Invalid, NotFound, type Problem } from '../../errors.js';
import { Figures } from '../../stats/figures/figures.service.js';
import { RollUp } from '../../stats/figures/roll-up.service.js';
import type { Scope } from '../../stats/figures/scope.js';
import { csvStream } from '../csv.js';
import { typed } from '../form.js';
import { cellValue } from './dashboard-figure.js';
import { figuresOf } from './dashboard-figures.js';
import { dashboardForm } from './dashboard.schema.js';
import { DashboardScopes } from './dashboard-scope.js';
import { asOf, figuresView, filterView } from './dashboard.view.js';

/** What works, in figures, for admins. */
@Controller('admin')
export class DashboardController {
  constructor(
    private readonly scopes: DashboardScopes,
    private readonly figures: Figures,
    private readonly rollUp: RollUp,
    private readonly centre: CentreService,
  ) {}

  @Get()
  async page(@Query() query: unknown, @Res() response: Response): Promise<void> {
    const programmes = await this.scopes.programmes();
    const form = typed(query);
    try {
      const scope = await this.scopes.of(parse(dashboardForm, form), programmes);
      response.render('staff/dashboard', { ...filterView(form, programmes, []), ...(await this.shown(scope, form)) });
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      const problems: Problem[] = error.problems;
      response.status(422).render('staff/dashboard', filterView(form, programmes, problems));
    }
  }

  /** The table of one figure. */
  @Get('figures/:figure')
  async file(@Param('figure') name: string, @Query() query: unknown, @Res() response: Response): Promise<void> {
    const slug = /^(.+)\.csv$/.exec(name)?.[1];
    const scope = await this.scopes.of(parse(dashboardForm, typed(query)), await this.scopes.programmes());
    const all = await this.figures.read(scope);
    const figure = all && figuresOf(all).find((one) => one.slug === slug);
    if (!figure) throw new NotFound('no such figure');
    response.set({
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${figure.slug}.csv"`,
    });
    csvStream(
      figure.columns,
      figure.rows.map((row) => row.map(cellValue)),
    ).pipe(response);
  }

  private async shown(scope: Scope, form: Record<string, string>): Promise<object> {
    const [all, made, { zone }] = await Promise.all([this.figures.read(scope), this.rollUp.made(), this.centre.get()]);
    const query = new URLSearchParams(Object.entries(form).filter(([, value]) => value)).toString();
    const about = asOf(made?.madeAt, zone, scope.organisation !== undefined);
    return all ? { about, figures: await figuresView(figuresOf(all), query) } : { about, tooFew: made !== undefined };
  }
}
