import { Controller, Get, Header, Res } from '@nestjs/common';
import type { Response } from 'express';
import { collectDefaultMetrics, register } from 'prom-client';
import { DataSource } from 'typeorm';

/** For operators: whether the process lives, whether it can work, and its figures. */
@Controller()
export class HealthController {
  constructor(private readonly dataSource: DataSource) {
    if (!register.getSingleMetric('process_cpu_user_seconds_total')) collectDefaultMetrics();
  }

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
    return register.metrics();
  }
}
