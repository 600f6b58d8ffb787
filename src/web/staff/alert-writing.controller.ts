import { Body, Controller, Get, Param, Post, Render, Res } from '@nestjs/common';
import type { Response } from 'express';
import { parse } from '../../parse.js';
import { Alerts } from '../../alerts/alerts.service.js';
import { Conflict, type Problem } from '../../errors.js';
import { ProgrammesService } from '../../programmes/programmes.service.js';
import { AlertCare } from '../../staff/alert-care.service.js';
import { alertForm, versionForm } from '../../staff/alert.schema.js';
import { submit, typed } from '../form.js';
import { alertFields, alertInForm } from './alert-form.view.js';
import { type SignedIn, Who } from './signed-in.js';

/** Writing an alert, and changing it while it is a draft. */
@Controller('admin/alerts')
export class AlertWritingController {
  constructor(
    private readonly alerts: Alerts,
    private readonly care: AlertCare,
    private readonly programmes: ProgrammesService,
  ) {}

  @Get('new')
  @Render('staff/alert-form')
  async blank(): Promise<object> {
    return this.formView({});
  }

  @Post()
  write(@Who() who: SignedIn, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const deed = async () => `/admin/alerts/${await this.care.write(parse(alertForm, body), who)}?said=written`;
    return submit(response, deed, {
      view: 'staff/alert-form',
      model: (problems) => this.formView(typed(body), problems),
    });
  }

  @Get(':alert/change')
  @Render('staff/alert-form')
  async form(@Param('alert') id: string): Promise<object> {
    const alert = await this.alerts.find(id);
    if (alert.state !== 'draft') throw new Conflict('Only a draft can be changed: take the alert back first.');
    return this.formView(alertInForm(alert, await this.programmes.all()), [], id);
  }

  @Post(':alert')
  change(
    @Who() who: SignedIn,
    @Param('alert') id: string,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const deed = async () => {
      await this.care.change(id, parse(alertForm, body), who, parse(versionForm, body).version);
      return `/admin/alerts/${id}?said=changed`;
    };
    return submit(response, deed, {
      view: 'staff/alert-form',
      model: (problems) => this.formView(typed(body), problems, id),
    });
  }

  private async formView(form: Record<string, string>, problems: Problem[] = [], id?: string): Promise<object> {
    const title = id ? 'Change the alert' : 'Write an alert';
    const path = id ? `/admin/alerts/${id}` : '/admin/alerts';
    return { title, id, back: path, action: path, ...alertFields(form, await this.programmes.all(), problems) };
  }
}
