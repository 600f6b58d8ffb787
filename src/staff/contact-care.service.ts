import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { DataSource, type EntityManager } from 'typeorm';
import { CentreService, type ContactKey } from '../centre/centre.service.js';
import type { Contact } from '../centre/contact.entity.js';
import { Clock } from '../clock.js';
import { Conflict, Invalid, NotFound } from '../errors.js';
import { Audit, type Act, type Actor } from './audit.service.js';
import { changes } from './changes.js';

/** What is told of somebody to turn to. */
export type ContactWish = Pick<Contact, 'name' | 'phone' | 'url' | 'address' | 'note'>;

/** What admins do with the contacts that lessons, mails and pages name; each act is written down. */
@Injectable()
export class ContactCare {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly centre: CentreService,
    private readonly audit: Audit,
  ) {}

  /** The day it is at the centre, `yyyy-mm-dd`. */
  async today(): Promise<string> {
    const { zone } = await this.centre.get();
    return DateTime.fromJSDate(this.clock.now(), { zone }).toISODate()!;
  }

  /** @throws NotFound */
  async find(which: ContactKey): Promise<Contact> {
    const found = (await this.centre.lines()).find(({ key, nation }) => key === which.key && nation === which.nation);
    if (!found) throw new NotFound('no such contact');
    return found;
  }

  /** Gives a nation a line of its own, at first the same as everywhere. @throws NotFound; Invalid when it has one */
  async addNation({ key, nation }: ContactKey, actor: Actor): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      if (!(await this.centre.heldLine(db, { key, nation: '' }))) throw new NotFound('no such contact');
      if (await this.centre.heldLine(db, { key, nation }))
        throw new Invalid([{ field: 'nation', problem: 'This nation has a line of its own already: change that.' }]);
      await this.centre.copyLine(db, { key, nation });
      await this.write(db, 'contact-added', { key, nation }, {}, actor);
    });
  }

  /** Changes a contact, and dates it today. @throws NotFound */
  async change(which: ContactKey, wish: ContactWish, actor: Actor): Promise<void> {
    await this.act(which, 'contact-changed', actor, async (db, before, checkedOn) => {
      await this.centre.changeLine(db, which, { ...wish, checkedOn });
      return changes(before, wish);
    });
  }

  /** Somebody tried it, and it is right. @throws NotFound */
  async check(which: ContactKey, actor: Actor): Promise<void> {
    await this.act(which, 'contact-checked', actor, async (db, _before, checkedOn) => {
      await this.centre.changeLine(db, which, { checkedOn });
      return { checkedOn };
    });
  }

  /** Takes a nation's own line away: what holds everywhere holds there. @throws NotFound, Conflict */
  async remove(which: ContactKey, actor: Actor): Promise<void> {
    if (which.nation === '') throw new Conflict('Lessons and mails name this contact: change it instead.');
    await this.act(which, 'contact-removed', actor, async (db) => {
      await this.centre.removeLine(db, which);
      return {};
    });
  }

  private async act(
    which: ContactKey,
    act: Act,
    actor: Actor,
    deed: (db: EntityManager, before: Contact, today: string) => Promise<Record<string, unknown>>,
  ): Promise<void> {
    const today = await this.today();
    await this.dataSource.transaction(async (db) => {
      const before = await this.centre.heldLine(db, which);
      if (!before) throw new NotFound('no such contact');
      await this.write(db, act, which, await deed(db, before, today), actor);
    });
  }

  private async write(
    db: EntityManager,
    act: Act,
    { key, nation }: ContactKey,
    detail: Record<string, unknown>,
    actor: Actor,
  ): Promise<void> {
    await this.audit.write(db, { actor, act, detail: { contact: key, ...(nation && { nation }), ...detail } });
  }
}
