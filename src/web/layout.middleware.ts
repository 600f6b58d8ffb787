import { Injectable, Logger, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { CentreService } from '../centre/centre.service.js';
import { Logos } from '../centre/logos.service.js';

/** What every page shows: who runs this, and where to report an attack. */
@Injectable()
export class LayoutMiddleware implements NestMiddleware {
  private readonly logger = new Logger(LayoutMiddleware.name);

  constructor(
    private readonly centre: CentreService,
    private readonly logos: Logos,
  ) {}

  async use(_request: Request, response: Response, next: NextFunction): Promise<void> {
    try {
      const [centre, contacts] = await Promise.all([this.centre.get(), this.centre.contacts()]);
      response.locals['centre'] = centre;
      response.locals['logo'] = await this.logos.shown(centre.logoHash, 2.75 * 16);
      response.locals['report'] = contacts['liveAttack'] &&
        contacts['reportFraud'] && {
          now: contacts['liveAttack'],
          over: contacts['reportFraud'],
          scotland: contacts['policeScotland'],
          signpost: contacts['signpost'],
        };
      response.locals['ico'] = contacts['ico'];
    } catch (error) {
      // The page that says that something went wrong must not need the database.
      this.logger.error(error instanceof Error ? error.stack : error);
    }
    next();
  }
}
