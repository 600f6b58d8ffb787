import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Centre } from '../centre/centre.entity.js';
import { CentreService } from '../centre/centre.service.js';
import { Logos } from '../centre/logos.service.js';
import { type QuietWish, QuietWeeks } from '../centre/quiet-weeks.service.js';
import { Clock } from '../clock.js';
import { passQuietWeeks, useAgain } from '../enrolments/quiet-slots.js';
import { Reminders } from '../progress/reminders.js';
import { Audit, type Actor } from './audit.service.js';
import { changes } from './changes.js';

/** What admins may set of the centre, besides its logo. */
export type CentreSettings = Omit<Centre, 'id' | 'logoHash'>;

/** What admins do with the centre's settings; each act is written down. */
@Injectable()
export class CentreCare {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly centre: CentreService,
    private readonly logos: Logos,
    private readonly quietWeeks: QuietWeeks,
    private readonly reminders: Reminders,
    private readonly audit: Audit,
  ) {}

  /** Changes the settings; what is as before is not written down. */
  async change(settings: CentreSettings, actor: Actor): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const detail = changes(await this.centre.held(db), settings);
      if (Object.keys(detail).length === 0) return;
      await this.centre.change(db, settings);
      await this.audit.write(db, { actor, act: 'centre-changed', detail });
    });
  }

  /** Makes a picture the logo. @throws Invalid when it cannot be one */
  async setLogo(body: Buffer, actor: Actor): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const { logoHash } = await this.centre.held(db);
      const hash = await this.logos.keep(db, body);
      if (hash === logoHash) return;
      await this.centre.change(db, { logoHash: hash });
      await this.audit.write(db, { actor, act: 'logo-changed', detail: { bytes: body.length } });
    });
  }

  /** From now on there is no logo, in earlier mails neither. */
  async removeLogo(actor: Actor): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const { logoHash } = await this.centre.held(db);
      if (!logoHash) return;
      await this.centre.change(db, { logoHash: null });
      await this.logos.clear(db);
      await this.audit.write(db, { actor, act: 'logo-removed' });
    });
  }

  /** Adds days without sending: slots and reminders in them move to the first after. */
  async addQuietWeek(wish: QuietWish, actor: Actor): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      await this.quietWeeks.add(db, wish);
      await passQuietWeeks(db, null);
      await this.reminders.passQuietWeeks(db);
      await this.audit.write(db, { actor, act: 'quiet-week-added', detail: { ...wish } });
    });
  }

  /** Takes days without sending away: slots come back to them, reminders stay where they went. @throws NotFound */
  async removeQuietWeek(id: string, actor: Actor): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const { label, firstDay, lastDay } = await this.quietWeeks.remove(db, id);
      await useAgain(db, firstDay, lastDay, this.clock.now());
      await this.audit.write(db, { actor, act: 'quiet-week-removed', detail: { label, firstDay, lastDay } });
    });
  }
}
