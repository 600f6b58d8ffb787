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
import type { ImportedRoster } from '../../enrolments/imports/imported-roster.entity.js';
import { Rosters } from '../../enrolments/imports/rosters.service.js';
import { importProgress } from './import.view.js';

/** Milliseconds between two looks. */
const EVERY = 500;

/** How far an import is, as it goes; ends when there is something else to see, and the page is loaded anew. */
@Controller('organisations/:organisation/imports/:import/live')
export class ImportLiveController implements BeforeApplicationShutdown {
  private readonly stopping = new Subject<void>();

  constructor(private readonly rosters: Rosters) {}

  @Sse()
  async live(
    @Param('organisation') organisationId: string,
    @Param('import') id: string,
    @Req() request: Request,
  ): Promise<Observable<MessageEvent>> {
    const { state } = await this.rosters.find(organisationId, id);
    return timer(0, EVERY).pipe(
      concatMap(() => from(this.rosters.find(organisationId, id))),
      takeWhile((roster) => roster.state === state && (state === 'reading' || state === 'running')),
      concatMap((roster) => from(rendered(request, roster))),
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

/** The same partial as on the page. */
function rendered({ app }: Request, roster: ImportedRoster): Promise<string> {
  return new Promise((resolve, reject) => {
    app.render('partials/import-progress', { layout: false, ...importProgress(roster) }, (error: Error | null, html) =>
      error ? reject(error) : resolve(html.replaceAll(/\s*\n\s*/g, ' ')),
    );
  });
}
