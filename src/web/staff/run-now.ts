import { Inject, Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { DataSource } from 'typeorm';
import { CentreService } from '../../centre/centre.service.js';
import { Clock } from '../../clock.js';
import { CONFIG, type Config } from '../../config.js';
import { relayNames } from '../../mail/relays/names.js';
import { deliveryRun, type DeliveryRun } from '../../stats/deliveries/delivery-run.js';
import { relayStatus, type RelayStatus } from '../../stats/relay-status.js';
import { runView } from './delivery-run.view.js';

/** How today's mail goes: the day is that of the centre. */
@Injectable()
export class RunNow {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly dataSource: DataSource,
    private readonly centre: CentreService,
    private readonly clock: Clock,
  ) {}

  async read(): Promise<{ run: DeliveryRun; relays: RelayStatus[] }> {
    const now = this.clock.now();
    const { zone } = await this.centre.get();
    const day = DateTime.fromJSDate(now, { zone }).startOf('day');
    const today: [Date, Date] = [day.toJSDate(), day.plus({ days: 1 }).toJSDate()];
    return {
      run: await deliveryRun(this.dataSource, now, today),
      relays: await relayStatus(this.dataSource, relayNames(this.config), now),
    };
  }

  /** What the page shows of it. */
  async view(): Promise<object> {
    const { run, relays } = await this.read();
    return runView(run, relays, this.clock.now(), (await this.centre.get()).zone);
  }
}
