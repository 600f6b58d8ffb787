import { Controller, Get, Header, Res } from '@nestjs/common';
import type { Response } from 'express';
import { register } from 'prom-client';
import { DataSource } from 'typeorm';
import { Metrics } from './metrics.js';

/** For operators: whether the process lives, whether it can work, and its figures. */
@Controller()
export class HealthController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly figures: Metrics,
  ) {}

  @Get('health')
  live(): object {
    return { status: 'ok' };
  }

  /** Ready: the database answers and every migration is done. */
  @Get('health/ready')
  async ready(@Res({ passthrough: true }) response: Response): Promise<object> {
    const waiting = await this.dataSource.showMigrations().catch(() => true);
    response.status(waiting ? 503 : 200);
    return { status: waiting ? 'not ready' : 'ok' };
  }

  @Get('metrics')
  @Header('Content-Type', register.contentType)
  metrics(): Promise<string> {
    return this.figures.text();
  }
}
