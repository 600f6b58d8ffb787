import { pipeline } from 'node:stream/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Invalid } from '../errors.js';
import { organisationsCalled } from '../organisations/called.js';
import { commandLine } from '../staff/audit.service.js';
import { Exports } from '../staff/exports.service.js';
import { exportKinds, type ExportFormat, type ExportKind } from '../stats/exports/exports.js';
import { exportStream } from '../web/export-stream.js';
import { withApp } from './with-app.js';

interface ExportOptions {
  format: string;
  json?: boolean;
  organisation?: string;
}

/** `export`: writes a table to standard output, in memory that does not grow with it. */
export async function exportCommand(what: string, options: ExportOptions): Promise<void> {
  const kind = kindOf(what);
  const format = options.json ? 'json' : formatOf(options.format);
  await withApp(async (app) => {
    const organisationId =
      options.organisation === undefined ? null : await namedOrganisation(app, options.organisation);
    const { columns, rows } = await app.get(Exports).open(kind, organisationId, format, commandLine);
    await pipeline(exportStream(columns, rows, format), process.stdout, { end: false }).catch(unlessClosed);
  });
}

function kindOf(what: string): ExportKind {
  const kind = exportKinds.find((one) => one === what);
  if (!kind) throw new Invalid([{ field: 'what', problem: `expected one of ${exportKinds.join(', ')}` }]);
  return kind;
}

function formatOf(format: string): ExportFormat {
  if (format === 'csv' || format === 'json') return format;
  throw new Invalid([{ field: '--format', problem: 'expected csv or json' }]);
}

async function namedOrganisation(app: INestApplicationContext, name: string): Promise<string> {
  const found = await organisationsCalled(app.get(DataSource).manager, name.trim());
  const wrong = (problem: string) => new Invalid([{ field: '--organisation', problem }]);
  if (!found[0]) throw wrong(`there is no organisation "${name}"`);
  if (found.length > 1) throw wrong(`several organisations are called "${name}"; export from its page`);
  return found[0].id;
}

/** Whoever reads may have seen enough: `export members | head`. */
function unlessClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
