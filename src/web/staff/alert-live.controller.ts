import { type BeforeApplicationShutdown, Controller, type MessageEvent, Param, Req, Sse } from '@nestjs/common';
import type { Request } from 'express';
import {
  concatMap,
  distinctUntilChanged,
  endWith,
  from,
  map,
  Observable,
  Subject,
  takeUntil,
  takeWhile,
  timer,
} from 'rxjs';
import { AlertCounts, type AlertProgress } from '../../alerts/alert-counts.js';
import { Alerts } from '../../alerts/alerts.service.js';
import { progressView } from './alert-progress.view.js';

/** Milliseconds between two looks. */
const EVERY = 1000;

/** How far an alert is, as it goes; ends when nothing is still to come, and the page is loaded anew. */
@Controller('admin/alerts/:alert/live')
export class AlertLiveController implements BeforeApplicationShutdown {
  private readonly stopping = new Subject<void>();

  constructor(
    private readonly alerts: Alerts,
    private readonly counts: AlertCounts,
  ) {}

  @Sse()
  async live(@Param('alert') id: string, @Req() request: Request): Promise<Observable<MessageEvent>> {
    await this.alerts.find(id);
    return timer(0, EVERY).pipe(
      concatMap(() => from(this.counts.of(id))),
      takeWhile(({ going }) => going, true),
      concatMap((progress) => from(rendered(request, progress))),
      distinctUntilChanged(),
      map((data): MessageEvent => ({ data })),
      takeUntil(this.stopping),
      endWith({ type: 'end', data: '' }),
    );
  }

  /** A stopping service waits for no one who watches. */
  beforeApplicationShutdown(): void {
    this.stopping.next();
  }
}

/** The same partial as on the page. */
function rendered({ app }: Request, progress: AlertProgress): Promise<string> {
  return new Promise((resolve, reject) => {
    app.render('partials/alert-progress', { layout: false, ...progressView(progress) }, (error: Error | null, html) =>
      error ? reject(error) : resolve(html.replaceAll(/\s*\n\s*/g, ' ')),
    );
  });
}
