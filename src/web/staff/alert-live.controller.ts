import { Controller, type MessageEvent, Param, Req, Sse } from '@nestjs/common';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { AlertCounts } from '../../alerts/alert-counts.js';
import { Alerts } from '../../alerts/alerts.service.js';
import { progressView } from './alert-progress.view.js';
import { Live } from './live.js';

/** How far an alert is, as it goes; over when nothing is still to come. */
@Controller('admin/alerts/:alert/live')
export class AlertLiveController {
  constructor(
    private readonly alerts: Alerts,
    private readonly counts: AlertCounts,
    private readonly live: Live,
  ) {}

  @Sse()
  async follow(@Param('alert') id: string, @Req() request: Request): Promise<Observable<MessageEvent>> {
    await this.alerts.find(id);
    const look = async () => {
      const progress = await this.counts.of(id);
      return { view: progressView(progress), over: !progress.going };
    };
    return this.live.follow(request, { partial: 'alert-progress', every: 1000, look });
  }
}
