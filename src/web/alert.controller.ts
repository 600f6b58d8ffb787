import { Controller, Get, Param, Render } from '@nestjs/common';
import { DateTime } from 'luxon';
import { CurrentAlerts } from '../alerts/current-alerts.js';
import { CentreService } from '../centre/centre.service.js';
import { day } from './dates.js';

/** An alert that has gone, for everybody to read and to show to others. */
@Controller('alerts')
export class AlertController {
  constructor(
    private readonly alerts: CurrentAlerts,
    private readonly centre: CentreService,
  ) {}

  @Get(':alert')
  @Render('alert')
  async page(@Param('alert') id: string): Promise<object> {
    const [alert, { zone }] = await Promise.all([this.alerts.one(id), this.centre.get()]);
    return { ...alert, from: day(DateTime.fromJSDate(alert.startedAt, { zone }).toISODate()!) };
  }
}
