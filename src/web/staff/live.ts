import { type BeforeApplicationShutdown, Injectable, type MessageEvent } from '@nestjs/common';
import type { Request } from 'express';
import {
  concatMap,
  distinctUntilChanged,
  EMPTY,
  endWith,
  exhaustMap,
  from,
  map,
  type Observable,
  Subject,
  takeUntil,
  takeWhile,
  timer,
} from 'rxjs';

/** A part of a page that shows what happens as it happens. */
interface Followed {
  /** the partial that the page itself shows it by */
  partial: string;
  /** milliseconds between two looks */
  every: number;
  /** what the partial is to show now, if anything; once it is over the page is loaded anew */
  look: () => Promise<{ view?: object; over?: boolean }>;
}

/** Streams of events behind the live parts of pages; see `live.js`. */
@Injectable()
export class Live implements BeforeApplicationShutdown {
  private readonly stopping = new Subject<void>();

  /** Sends the part whenever it differs, and `end` when it is over. */
  follow(request: Request, { partial, every, look }: Followed): Observable<MessageEvent> {
    return timer(0, every).pipe(
      exhaustMap(() => from(look())),
      takeWhile(({ over }) => !over, true),
      concatMap(({ view }) => (view ? from(rendered(request, partial, view)) : EMPTY)),
      distinctUntilChanged(),
      map((data): MessageEvent => ({ data })),
      endWith({ type: 'end', data: '' }),
      takeUntil(this.stopping),
    );
  }

  /** A stopping service waits for no one who watches; browsers ask again by themselves. */
  beforeApplicationShutdown(): void {
    this.stopping.next();
  }
}

function rendered({ app }: Request, partial: string, view: object): Promise<string> {
  return new Promise((resolve, reject) => {
    app.render(`partials/${partial}`, { layout: false, ...view }, (error: Error | null, html) =>
      error ? reject(error) : resolve(html.replaceAll(/\s*\n\s*/g, ' ')),
    );
  });
}
