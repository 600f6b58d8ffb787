import { type BeforeApplicationShutdown, Controller, type MessageEvent, Req, Sse } from '@nestjs/common';
import type { Request } from 'express';
import {
  concatMap,
  distinctUntilChanged,
  exhaustMap,
  from,
  map,
  type Observable,
  Subject,
  takeUntil,
  timer,
} from 'rxjs';
import { RunNow } from './run-now.js';

/** Milliseconds between two looks. */
const EVERY = 1000;

/** How today's mail goes, as it goes; it does not end, as the next run begins by itself. */
@Controller('admin/deliveries/live')
export class DeliveriesLiveController implements BeforeApplicationShutdown {
  private readonly stopping = new Subject<void>();

  constructor(private readonly running: RunNow) {}

  @Sse()
  live(@Req() request: Request): Observable<MessageEvent> {
    return timer(0, EVERY).pipe(
      exhaustMap(() => from(this.running.view())),
      concatMap((progress) => from(rendered(request, progress))),
      distinctUntilChanged(),
      map((data): MessageEvent => ({ data })),
      takeUntil(this.stopping),
    );
  }

  /** A stopping service waits for no one who watches. */
  beforeApplicationShutdown(): void {
    this.stopping.next();
  }
}

/** The same partial as on the page. */
function rendered({ app }: Request, progress: object): Promise<string> {
  return new Promise((resolve, reject) => {
    app.render('partials/deliveries-progress', { layout: false, ...progress }, (error: Error | null, html) =>
      error ? reject(error) : resolve(html.replaceAll(/\s*\n\s*/g, ' ')),
    );
  });
}
