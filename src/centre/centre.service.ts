import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Centre } from './centre.entity.js';
import { Contact } from './contact.entity.js';
import { firstCentre, firstContacts } from './first-settings.js';

/** Contacts by key, as one nation needs them. */
export type Contacts = Record<string, Contact>;

/** The centre's settings. Read anew each time, so that a change shows in the next mail and page. */
@Injectable()
export class CentreService {
  constructor(private readonly dataSource: DataSource) {}

  /** Writes the settings a new service starts with; what is there already stays. */
  async begin(): Promise<void> {
    await this.dataSource.createQueryBuilder().insert().into(Centre).values(firstCentre).orIgnore().execute();
    await this.dataSource.createQueryBuilder().insert().into(Contact).values(firstContacts).orIgnore().execute();
  }

  /** Who runs this service. */
  get(): Promise<Centre> {
    return this.dataSource.manager.findOneByOrFail(Centre, { id: 1 });
  }

  /** Whom to turn to in a nation; without one, what holds for most of the country. */
  async contacts(nation?: string | null): Promise<Contacts> {
    const lines = await this.dataSource.manager.find(Contact, { order: { nation: 'ASC' } });
    const own = lines.filter((contact) => contact.nation === '' || contact.nation === nation);
    return Object.fromEntries(own.map((contact) => [contact.key, contact]));
  }
}
