import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../clock.js';
import { Invalid } from '../errors.js';
import { exportTable, type Export, type ExportFormat, type ExportKind } from '../stats/exports/exports.js';
import { Audit, type Actor } from './audit.service.js';

/** Tables to take along. Each time is written down before the first row is read. */
@Injectable()
export class Exports {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /**
   * @param organisationId only this organisation's; null: all
   * @throws Invalid for the answers of one organisation: they would be told by few people
   */
  async open(kind: ExportKind, organisationId: string | null, format: ExportFormat, actor: Actor): Promise<Export> {
    if (kind === 'answers' && organisationId)
      throw new Invalid([
        { field: '--organisation', problem: 'answers are given for all organisations together only' },
      ]);
    const entry = { actor, act: 'export-made' as const, detail: { export: kind, format } };
    await this.dataSource.transaction((db) =>
      this.audit.write(db, { ...entry, ...(organisationId && { organisationId }) }),
    );
    return exportTable(this.dataSource, kind, organisationId, this.clock.now());
  }
}
