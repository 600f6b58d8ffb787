import { Controller, Get, Render } from '@nestjs/common';
import { CurrentAlerts } from '../alerts/current-alerts.js';
import { NotFound } from '../errors.js';
import { Syllabuses } from './syllabuses.js';

/** The programme whose first lesson shows what lessons are like. */
const FIRST = 'core';

/** The first page: what this is. */
@Controller()
export class HomeController {
  constructor(
    private readonly syllabuses: Syllabuses,
    private readonly alerts: CurrentAlerts,
  ) {}

  @Get()
  @Render('home')
  async home(): Promise<object> {
    const [sample, alerts] = await Promise.all([
      this.syllabuses.sample(FIRST).catch(unlessNotFound),
      this.alerts.list(),
    ]);
    const title = 'One small step a week against cyber crime';
    return {
      title,
      description: 'A short lesson a week by e-mail for the people of small businesses, free.',
      sample,
      alerts,
    };
  }
}

/** A service that has no lessons yet still has a first page. */
function unlessNotFound(error: unknown): undefined {
  if (!(error instanceof NotFound)) throw error;
}
