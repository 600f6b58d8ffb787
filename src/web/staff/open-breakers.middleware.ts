import { Inject, Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { Clock } from '../../clock.js';
import { CONFIG, type Config } from '../../config.js';
import { relayNames } from '../../mail/relays/names.js';
import { relayStatus } from '../../stats/relay-status.js';

/** Tells admins, on each of their pages, that a relay is left alone: mail may wait. */
@Injectable()
export class OpenBreakers implements NestMiddleware {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async use(_request: Request, response: Response, next: NextFunction): Promise<void> {
    const relays = await relayStatus(this.dataSource, relayNames(this.config), this.clock.now());
    const open = relays.filter(({ state }) => state !== 'closed').map(({ name }) => name);
    if (open.length > 0) response.locals['openBreakers'] = `No mail goes to ${open.join(' and ')} for now.`;
    next();
  }
}
