import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Enrolments } from '../enrolments/enrolments.service.js';
import { fits } from '../enrolments/offers.js';
import { Conflict, NotFound } from '../errors.js';
import { Programme } from '../programmes/programme.entity.js';
import { COULD_TAKE } from '../stats/programmes-taken.js';
import { Audit, type Actor } from './audit.service.js';
import { held } from './organisation-ends.service.js';

/** Enrolling everybody of an organisation in one more programme. */
@Injectable()
export class ProgrammeGiving {
  constructor(
    private readonly dataSource: DataSource,
    private readonly enrolments: Enrolments,
    private readonly audit: Audit,
  ) {}

  /**
   * Enrols all who take part and have never had to do with the programme; who said no to it or left is not asked again.
   * @returns how many
   * @throws NotFound; Conflict when it is not for this organisation
   */
  async give(organisationId: string, slug: string, actor: Actor): Promise<number> {
    return this.dataSource.transaction(async (db) => {
      const organisation = await held(db, organisationId);
      const programme = await db.findOneBy(Programme, { slug });
      if (!programme) throw new NotFound('no such programme');
      if (programme.entry === 'everyone' || !fits(programme, organisation))
        throw new Conflict('This programme is not for this organisation.');
      const people = await db.query<{ id: string }[]>(
        `select m.id from member m join programme p on p.id = $2 where ${COULD_TAKE} order by m.id`,
        [organisationId, programme.id],
      );
      if (people.length === 0) return 0;
      await this.enrolments.enrol(
        db,
        people.map(({ id }) => id),
        programme.id,
      );
      const detail = { programme: slug, people: people.length };
      await this.audit.write(db, { actor, act: 'programme-given', organisationId, detail });
      return people.length;
    });
  }
}
