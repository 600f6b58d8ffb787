import { Body, Controller, Get, Param, Post, Query, Redirect, Render, Res } from '@nestjs/common';
import type { Response } from 'express';
import { DateTime } from 'luxon';
import { parse } from '../parse.js';
import { Clock } from '../clock.js';
import { OwnPages } from '../progress/own-page.service.js';
import type { Problem } from '../errors.js';
import { cadenceForm } from '../members/cadence.schema.js';
import { submit, typed } from './form.js';
import { alertsForm, enrolForm, eraseForm, nameForm, pauseForm } from './own-page.schema.js';
import { type OwnPageShown, ownPageView } from './own-page.view.js';

const said: Record<string, string> = {
  cadence: 'Saved. Your lessons come at the new time.',
  name: 'Your name is saved.',
  pause: 'Enjoy your break. No lesson comes until then.',
  resume: 'Welcome back. Lessons go on.',
  'no-alerts': 'Saved. No more warnings come; your lessons go on.',
  alerts: 'Saved. You are warned again when something goes round.',
  enrol: 'You have started the programme.',
};

/** A member's own page, behind a link that was mailed on request and ends after an hour. */
@Controller('me/:token')
export class OwnPageController {
  constructor(
    private readonly ownPages: OwnPages,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Render('me')
  page(@Param('token') token: string, @Query('said') what: unknown): Promise<object> {
    return this.view(token, { said: typeof what === 'string' ? said[what] : undefined });
  }

  @Get('data.json')
  async data(@Param('token') token: string, @Res() response: Response): Promise<void> {
    const data = await this.ownPages.data(token);
    response
      .attachment('little-steps.json')
      .type('json')
      .send(JSON.stringify(data, null, 2));
  }

  /** Where a refused form leaves the browser; somebody may load it again. */
  @Get(['cadence', 'name', 'pause', 'alerts', 'enrol', 'erase'])
  @Redirect()
  back(@Param('token') token: string): object {
    return { url: `/me/${token}`, statusCode: 303 };
  }

  @Post('cadence')
  setCadence(@Param('token') token: string, @Body() body: unknown, @Res() response: Response): Promise<void> {
    return this.change(token, body, response, 'cadence', () =>
      this.ownPages.setCadence(token, parse(cadenceForm, body)),
    );
  }

  @Post('name')
  setName(@Param('token') token: string, @Body() body: unknown, @Res() response: Response): Promise<void> {
    return this.change(token, body, response, 'name', () => this.ownPages.setName(token, parse(nameForm, body).name));
  }

  @Post('pause')
  pause(@Param('token') token: string, @Body() body: unknown, @Res() response: Response): Promise<void> {
    return this.change(token, body, response, 'pause', () => this.ownPages.pause(token, parse(pauseForm, body).until));
  }

  @Post('resume')
  @Redirect()
  async resume(@Param('token') token: string): Promise<object> {
    await this.ownPages.resume(token);
    return { url: `/me/${token}?said=resume`, statusCode: 303 };
  }

  @Post('alerts')
  setAlerts(@Param('token') token: string, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const deed = async () => {
      const { wanted } = parse(alertsForm, body);
      await this.ownPages.setAlerts(token, wanted);
      return `/me/${token}?said=${wanted ? 'alerts' : 'no-alerts'}`;
    };
    return submit(response, deed, this.again(token, body));
  }

  @Post('enrol')
  enrol(@Param('token') token: string, @Body() body: unknown, @Res() response: Response): Promise<void> {
    return this.change(token, body, response, 'enrol', () =>
      this.ownPages.enrol(token, parse(enrolForm, body).programme),
    );
  }

  @Post('erase')
  erase(@Param('token') token: string, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const deed = async () => {
      parse(eraseForm, body);
      await this.ownPages.erase(token);
      return '/my-page/erased';
    };
    return submit(response, deed, this.again(token, body));
  }

  private change(
    token: string,
    body: unknown,
    response: Response,
    what: string,
    change: () => Promise<unknown>,
  ): Promise<void> {
    const deed = async () => {
      await change();
      return `/me/${token}?said=${what}`;
    };
    return submit(response, deed, this.again(token, body));
  }

  private again(token: string, body: unknown) {
    const model = (problems: Problem[]) => this.view(token, { problems, form: typed(body) });
    return { view: 'me', model };
  }

  private async view(token: string, shown: Omit<OwnPageShown, 'earliest'>): Promise<object> {
    const page = await this.ownPages.open(token);
    const tomorrow = DateTime.fromJSDate(this.clock.now(), { zone: page.cadence.zone }).plus({ days: 1 });
    return ownPageView(token, page, { ...shown, earliest: tomorrow.toFormat('yyyy-MM-dd') });
  }
}
