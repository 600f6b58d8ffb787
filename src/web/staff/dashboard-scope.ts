import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { DataSource } from 'typeorm';
import { CentreService } from '../../centre/centre.service.js';
import { Clock } from '../../clock.js';
import { Invalid } from '../../errors.js';
import { Programme } from '../../programmes/programme.entity.js';
import { Figures } from '../../stats/figures/figures.service.js';
import { findOrganisation } from '../../stats/figures/find-organisation.js';
import { audienceOf, type Scope } from '../../stats/figures/scope.js';
import type { DashboardForm } from './dashboard.schema.js';

/** A programme to choose. */
export interface ProgrammeChoice {
  id: string;
  slug: string;
  title: string;
}

/** What the figures of a form are about. */
@Injectable()
export class DashboardScopes {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly centre: CentreService,
    private readonly figures: Figures,
  ) {}

  programmes(): Promise<ProgrammeChoice[]> {
    return this.dataSource.manager.find(Programme, { order: { rank: 'ASC', id: 'ASC' } });
  }

  /** @throws Invalid for a programme or an organisation that is not there */
  async of(form: DashboardForm, programmes: ProgrammeChoice[]): Promise<Scope> {
    const programme = programmes.find(({ slug }) => slug === form.programme);
    if (form.programme && !programme)
      throw new Invalid([{ field: 'programme', problem: 'Choose a programme from the list.' }]);
    const organisation = form.organisation ? await findOrganisation(this.dataSource, form.organisation) : undefined;
    const { zone } = await this.centre.get();
    const scope = { audience: audienceOf(form), organisation, programme: programme?.id, ...this.weeks(form, zone) };
    return this.figures.ofOrganisation(scope);
  }

  /** Whole weeks: those that the days lie in, or the last ones, this one included. */
  private weeks({ period, from, to }: DashboardForm, zone: string): { from: string; to: string } {
    const monday = (at: DateTime, weeks = 0) => at.startOf('week').plus({ weeks }).toISODate()!;
    if (period === 'days') return { from: monday(DateTime.fromISO(from)), to: monday(DateTime.fromISO(to), 1) };
    const now = DateTime.fromJSDate(this.clock.now(), { zone });
    return { from: monday(now, 1 - Number(period)), to: monday(now, 1) };
  }
}
