import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock.js';
import { Invalid, NotFound } from '../errors.js';
import { organisationsCalled } from '../organisations/called.js';
import { Organisation } from '../organisations/organisation.entity.js';
import { Audit, type Actor } from './audit.service.js';
import type { OrganisationForm } from './organisation.schema.js';

/** What staff do with organisations; each act is written down. */
@Injectable()
export class OrganisationCare {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** @throws NotFound */
  async find(id: string): Promise<Organisation> {
    const found = await this.dataSource.manager.findOneBy(Organisation, { id });
    if (!found || found.mergedInto) throw new NotFound('no such organisation');
    return found;
  }

  /** Makes an organisation. @returns its id @throws Invalid when another has the name */
  async make(form: OrganisationForm, actor: Actor): Promise<string> {
    return this.dataSource.transaction(async (db) => {
      await freeName(db, form.name);
      const made = await db.save(db.create(Organisation, { ...form, createdAt: this.clock.now() }));
      await this.audit.write(db, {
        actor,
        act: 'organisation-made',
        organisationId: made.id,
        detail: { name: form.name },
      });
      return made.id;
    });
  }

  /** Changes what is known of an organisation. @throws NotFound; Invalid when another has the new name */
  async change(id: string, form: OrganisationForm, actor: Actor): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const before = await db.findOne(Organisation, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!before || before.mergedInto) throw new NotFound('no such organisation');
      if (form.name.toLowerCase() !== before.name.toLowerCase()) await freeName(db, form.name);
      const changed = Object.entries(form).filter(
        ([field, value]) => value !== shown(before[field as keyof Organisation]),
      );
      if (changed.length === 0) return;
      await db.update(Organisation, { id }, form);
      const detail = Object.fromEntries(changed);
      await this.audit.write(db, { actor, act: 'organisation-changed', organisationId: id, detail });
    });
  }
}

/** Wall times come back with seconds. */
function shown(value: unknown): unknown {
  return typeof value === 'string' && /^\d\d:\d\d:\d\d$/.test(value) ? value.slice(0, 5) : value;
}

/** Two of one name made by staff would be told apart by nobody; a roster could not say which it means. */
async function freeName(db: EntityManager, name: string): Promise<void> {
  await db.query('select pg_advisory_xact_lock(hashtextextended(lower($1), 0))', [name]);
  if ((await organisationsCalled(db, name)).length > 0)
    throw new Invalid([{ field: 'name', problem: 'There is an organisation of this name already.' }]);
}
