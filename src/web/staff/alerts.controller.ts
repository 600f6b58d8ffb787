import { Body, Controller, Get, Inject, Param, Post, Query, Redirect, Render, Res } from '@nestjs/common';
import type { Response } from 'express';
import { parse } from '../../parse.js';
import { AlertCounts } from '../../alerts/alert-counts.js';
import { AlertMails } from '../../alerts/alert-mails.js';
import { Alerts } from '../../alerts/alerts.service.js';
import { CentreService } from '../../centre/centre.service.js';
import { CentreViews } from '../../centre/centre-views.js';
import { Clock } from '../../clock.js';
import { CONFIG, type Config } from '../../config.js';
import type { Problem } from '../../errors.js';
import { ProgrammesService } from '../../programmes/programmes.service.js';
import { AlertCare } from '../../staff/alert-care.service.js';
import { sendForm, versionForm } from '../../staff/alert.schema.js';
import { submit, typed } from '../form.js';
import { alertsView, alertView } from './alerts.view.js';
import { type SignedIn, Who } from './signed-in.js';

/** Alerts, for admins: looked at, approved, sent, stopped. */
@Controller('admin/alerts')
export class AlertsController {
  constructor(
    private readonly alerts: Alerts,
    private readonly care: AlertCare,
    private readonly counts: AlertCounts,
    private readonly mails: AlertMails,
    private readonly centre: CentreService,
    private readonly clock: Clock,
    private readonly views: CentreViews,
    @Inject(CONFIG) private readonly config: Config,
    private readonly programmes: ProgrammesService,
  ) {}

  @Get()
  @Render('staff/alerts')
  async list(@Query('said') said: unknown): Promise<object> {
    const [alerts, { zone }] = await Promise.all([this.alerts.list(), this.centre.get()]);
    return alertsView(alerts, zone, said);
  }

  @Get(':alert')
  @Render('staff/alert')
  page(@Who() who: SignedIn, @Param('alert') id: string, @Query('said') said: unknown): Promise<object> {
    return this.view(who, id, { said });
  }

  @Post(':alert/test')
  @Redirect()
  async test(@Who() who: SignedIn, @Param('alert') id: string): Promise<object> {
    await this.care.test(id, who);
    return { url: `/admin/alerts/${id}?said=tested`, statusCode: 303 };
  }

  @Post(':alert/approve')
  @Redirect()
  async approve(@Who() who: SignedIn, @Param('alert') id: string, @Body() body: unknown): Promise<object> {
    await this.care.approve(id, parse(versionForm, body).version, who);
    return { url: `/admin/alerts/${id}?said=approved`, statusCode: 303 };
  }

  @Post(':alert/send')
  send(
    @Who() who: SignedIn,
    @Param('alert') id: string,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const deed = async () => {
      const { version, when, at } = parse(sendForm, body);
      await this.care.send(id, version, when === 'now' ? undefined : (at ?? ''), who);
      return `/admin/alerts/${id}?said=${when === 'now' ? 'sent' : 'scheduled'}`;
    };
    return submit(response, deed, {
      view: 'staff/alert',
      model: (problems) => this.view(who, id, { problems, form: typed(body) }),
    });
  }

  @Post(':alert/recall')
  @Redirect()
  async recall(@Who() who: SignedIn, @Param('alert') id: string): Promise<object> {
    await this.care.recall(id, who);
    return { url: `/admin/alerts/${id}?said=recalled`, statusCode: 303 };
  }

  @Post(':alert/stop')
  @Redirect()
  async stop(@Who() who: SignedIn, @Param('alert') id: string): Promise<object> {
    await this.care.stop(id, who);
    return { url: `/admin/alerts/${id}?said=stopped`, statusCode: 303 };
  }

  @Post(':alert/discard')
  @Redirect('/admin/alerts?said=discarded', 303)
  async discard(@Who() who: SignedIn, @Param('alert') id: string): Promise<void> {
    await this.care.discard(id, who);
  }

  private async view(
    who: SignedIn,
    id: string,
    shown: { said?: unknown; problems?: Problem[]; form?: Record<string, string> },
  ): Promise<object> {
    const alert = await this.alerts.find(id);
    const [centre, view, programmes, progress, reach, mail, admins] = await Promise.all([
      this.centre.get(),
      this.views.of(null),
      this.programmes.all(),
      this.counts.of(id),
      this.alerts.reach(alert),
      this.mails.sample(alert),
      this.care.admins(),
    ]);
    const { publicUrl } = this.config;
    const known = {
      centre,
      view,
      programmes,
      progress,
      reach,
      mail,
      admins,
      now: this.clock.now(),
      own: who.id,
      publicUrl,
    };
    return alertView(alert, known, shown);
  }
}
