import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { DataSource } from 'typeorm';
import { parse } from '../../parse.js';
import { CentreViews } from '../../centre/centre-views.js';
import { CentreService } from '../../centre/centre.service.js';
import { Clock } from '../../clock.js';
import { Invalid } from '../../errors.js';
import type { Organisation } from '../../organisations/organisation.entity.js';
import { fillPlaceholders } from '../../programmes/placeholders.js';
import { OrganisationCare } from '../../staff/organisation-care.service.js';
import { programmeChoices, stepChoices } from '../../staff/people/choices.js';
import type { PeopleWish } from '../../staff/people/wish.js';
import { peopleCounts, peopleIds, peopleList } from '../../stats/people-list.js';
import { type PeopleQuery, wishForm, wishOf } from './people.schema.js';
import type { PeoplePage } from './people.view.js';

/** What the pages of people are made of. */
@Injectable()
export class PeoplePages {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly centre: CentreService,
    private readonly views: CentreViews,
    private readonly care: OrganisationCare,
  ) {}

  /** @throws NotFound */
  async list(organisationId: string, query: PeopleQuery): Promise<PeoplePage> {
    const db = this.dataSource.manager;
    const organisation = await this.care.find(organisationId);
    const now = this.clock.now();
    const [lines, counts, forms, fill] = await Promise.all([
      peopleList(db, organisationId, query.filter, query, now),
      peopleCounts(db, organisationId, query.filter, now),
      this.forms(organisation),
      this.filler(organisation),
    ]);
    const { id, name, endedAt } = organisation;
    const filled = lines.map((line) => ({ ...line, title: line.title && fill(line.title) }));
    return { organisation: { id, name, ended: endedAt !== null }, lines: filled, counts, query, ...forms };
  }

  /** What the forms of acts offer to an organisation's people. */
  async forms(organisation: Organisation) {
    const db = this.dataSource.manager;
    const [programmes, choices, centre, fill] = await Promise.all([
      programmeChoices(db, organisation),
      stepChoices(db, organisation),
      this.centre.get(),
      this.filler(organisation),
    ]);
    const steps = choices.map((choice) => ({ ...choice, title: fill(choice.title) }));
    const { zone } = centre;
    const earliest = DateTime.fromJSDate(this.clock.now(), { zone }).plus({ days: 1 }).toISODate()!;
    return { programmes, steps, slot: { weekday: centre.weekday, time: centre.time, zone }, zone, earliest };
  }

  /** What a lesson is called may name the centre, or whom to report to. */
  async filler({ nation }: Organisation): Promise<(title: string) => string> {
    const view = await this.views.of(nation);
    return (title) => fillPlaceholders(title, view);
  }

  /** Everybody whom a filter lets through. */
  everybody(organisationId: string, { filter }: PeopleQuery): Promise<string[]> {
    return peopleIds(this.dataSource.manager, organisationId, filter, this.clock.now());
  }

  /** The act that a form says. @throws Invalid */
  async wish(body: unknown): Promise<PeopleWish> {
    const form = parse(wishForm, body);
    const { zone } = await this.centre.get();
    const wish = wishOf(form, DateTime.fromJSDate(this.clock.now(), { zone }).toISODate()!);
    if ('problem' in wish) throw new Invalid([{ field: 'until', problem: wish.problem }]);
    return wish;
  }
}
