import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import type { Response } from 'express';
import { parse } from '../../parse.js';
import { CentreService } from '../../centre/centre.service.js';
import { NotFound, type Problem } from '../../errors.js';
import { SuppressionCare } from '../../staff/suppression-care.service.js';
import { submit, typed } from '../form.js';
import { type SignedIn, Who } from './signed-in.js';
import { addForm, findForm, liftForm, placeIn, reasonIn } from './suppressions.schema.js';
import { suppressionsView, suppressionView } from './suppressions.view.js';

/** Suppressions on a page. */
const PAGE = 50;

/** Addresses that get no mail, and why; for admins. An address is never part of a path: its keyed hash, the mark, is. */
@Controller('admin/suppressions')
export class SuppressionsController {
  constructor(
    private readonly centre: CentreService,
    private readonly care: SuppressionCare,
  ) {}

  @Get()
  @Render('staff/suppressions')
  list(@Query('reason') reason: unknown, @Query('before') before: unknown): Promise<object> {
    return this.listView({ reason, before });
  }

  @Post()
  add(@Who() who: SignedIn, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const deed = async () => {
      const { address, why } = parse(addForm, body);
      return `/admin/suppressions/${await this.care.add(address.key, why, who)}?said=added`;
    };
    return submit(response, deed, {
      view: 'staff/suppressions',
      model: (problems) => this.listView({ body, problems }),
    });
  }

  @Post('find')
  find(@Body() body: unknown, @Res() response: Response): Promise<void> {
    const deed = () => {
      const { find } = parse(findForm, body);
      return Promise.resolve(`/admin/suppressions/${this.care.mark(find.key)}`);
    };
    return submit(response, deed, {
      view: 'staff/suppressions',
      model: (problems) => this.listView({ body, problems }),
    });
  }

  @Get(':mark')
  @Render('staff/suppression')
  page(@Param('mark') mark: string, @Query('said') said: unknown): Promise<object> {
    return this.view(mark, { said });
  }

  @Post(':mark/lift')
  lift(
    @Who() who: SignedIn,
    @Param('mark') mark: string,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const deed = async () => {
      await this.care.lift(known(mark), parse(liftForm, body), who);
      return `/admin/suppressions/${mark}?said=lifted`;
    };
    return submit(response, deed, {
      view: 'staff/suppression',
      model: (problems) => this.view(mark, { body, problems }),
    });
  }

  private async listView(shown: {
    reason?: unknown;
    before?: unknown;
    body?: unknown;
    problems?: Problem[];
  }): Promise<object> {
    const reason = reasonIn(shown.reason);
    const before = placeIn(shown.before);
    const lines = await this.care.list({ ...(reason && { reason }), ...(before && { before }) }, PAGE + 1);
    const { zone } = await this.centre.get();
    return suppressionsView(lines, PAGE, zone, { reason, form: typed(shown.body), problems: shown.problems ?? [] });
  }

  private async view(mark: string, shown: { said?: unknown; body?: unknown; problems?: Problem[] }): Promise<object> {
    const lines = await this.care.of(known(mark));
    const { zone } = await this.centre.get();
    const { said, body, problems = [] } = shown;
    return suppressionView(lines, mark, zone, { said, form: typed(body), problems });
  }
}

function known(mark: string): string {
  if (!/^[0-9a-f]{64}$/.test(mark)) throw new NotFound('no such address');
  return mark;
}
