import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { CHECK_DAYS, stale } from '../../centre/contact-lines.js';
import { CentreService } from '../../centre/centre.service.js';
import { ContactCare } from '../../staff/contact-care.service.js';

/** Reminds admins, on each of their pages, of contacts that nobody tried for too long: members in need turn to them. */
@Injectable()
export class OldContacts implements NestMiddleware {
  constructor(
    private readonly centre: CentreService,
    private readonly care: ContactCare,
  ) {}

  async use(_request: Request, response: Response, next: NextFunction): Promise<void> {
    const old = stale(await this.centre.lines(), await this.care.today()).length;
    if (old > 0)
      response.locals['oldContacts'] =
        `${old === 1 ? 'One contact was' : `${old} contacts were`} last checked over ${CHECK_DAYS} days ago.`;
    next();
  }
}
