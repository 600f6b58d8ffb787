import { Controller, type MessageEvent, Req, Sse } from '@nestjs/common';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { Live } from './live.js';
import { RunNow } from './run-now.js';

/** How today's mail goes, as it goes; it is never over, as the next run begins by itself. */
@Controller('admin/deliveries/live')
export class DeliveriesLiveController {
  constructor(
    private readonly running: RunNow,
    private readonly live: Live,
  ) {}

  @Sse()
  follow(@Req() request: Request): Observable<MessageEvent> {
    const look = async () => ({ view: await this.running.view() });
    return this.live.follow(request, { partial: 'deliveries-progress', every: 1000, look });
  }
}
