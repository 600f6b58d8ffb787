import { Controller, type MessageEvent, Param, Req, Sse } from '@nestjs/common';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { Rosters } from '../../enrolments/imports/rosters.service.js';
import { importProgress } from './import.view.js';
import { Live } from './live.js';

/** How far an import is, as it goes; over when there is something else to see. */
@Controller('organisations/:organisation/imports/:import/live')
export class ImportLiveController {
  constructor(
    private readonly rosters: Rosters,
    private readonly live: Live,
  ) {}

  @Sse()
  async follow(
    @Param('organisation') organisationId: string,
    @Param('import') id: string,
    @Req() request: Request,
  ): Promise<Observable<MessageEvent>> {
    const { state } = await this.rosters.find(organisationId, id);
    const look = async () => {
      const roster = await this.rosters.find(organisationId, id);
      const working = state === 'reading' || state === 'running';
      return working && roster.state === state ? { view: importProgress(roster) } : { over: true };
    };
    return this.live.follow(request, { partial: 'import-progress', every: 500, look });
  }
}
