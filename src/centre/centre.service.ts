import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Centre } from './centre.entity.js';
import { Contact } from './contact.entity.js';
import { firstCentre, firstContacts } from './first-settings.js';

/** Contacts by key, as one nation needs them. */
export type Contacts = Record<string, Contact>;

/** Which contact: an empty nation means everywhere. */
export type ContactKey = Pick<Contact, 'key' | 'nation'>;

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

  /** The same, held until the caller's transaction ends: whoever else changes it waits. */
  held(db: EntityManager): Promise<Centre> {
    return db.findOneOrFail(Centre, { where: { id: 1 }, lock: { mode: 'pessimistic_write' } });
  }

  async change(db: EntityManager, settings: Partial<Centre>): Promise<void> {
    await db.update(Centre, { id: 1 }, settings);
  }

  /** Whom to turn to in a nation; without one, what holds for most of the country. */
  async contacts(nation?: string | null): Promise<Contacts> {
    const lines = await this.lines();
    const own = lines.filter((contact) => contact.nation === '' || contact.nation === nation);
    return Object.fromEntries(own.map((contact) => [contact.key, contact]));
  }

  /** Every contact; a nation's own after what holds everywhere. */
  lines(): Promise<Contact[]> {
    return this.dataSource.manager.find(Contact, { order: { nation: 'ASC', key: 'ASC' } });
  }

  /** One contact, held until the caller's transaction ends. */
  heldLine(db: EntityManager, { key, nation }: ContactKey): Promise<Contact | null> {
    return db.findOne(Contact, { where: { key, nation }, lock: { mode: 'pessimistic_write' } });
  }

  async changeLine(db: EntityManager, { key, nation }: ContactKey, changes: Partial<Contact>): Promise<void> {
    await db.update(Contact, { key, nation }, changes);
  }

  /** Gives a nation a line of its own, the same as everywhere. */
  async copyLine(db: EntityManager, { key, nation }: ContactKey): Promise<void> {
    await db.query(
      `insert into contact (key, nation, name, phone, url, address, note, checked_on)
       select key, $2, name, phone, url, address, note, checked_on from contact where key = $1 and nation = ''`,
      [key, nation],
    );
  }

  async removeLine(db: EntityManager, { key, nation }: ContactKey): Promise<void> {
    await db.delete(Contact, { key, nation });
  }
}
