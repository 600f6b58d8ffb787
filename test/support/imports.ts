import { ImportedRoster } from '../../src/enrolments/imports/imported-roster.entity.js';
import { RosterReading } from '../../src/enrolments/imports/roster-reading.js';
import { RosterRunning } from '../../src/enrolments/imports/roster-running.js';
import { Rosters } from '../../src/enrolments/imports/rosters.service.js';
import type { TestApp } from './app.js';

/** A signal that is never raised. */
export const never = new AbortController().signal;

/** A signal that is raised at the so-manieth look at it, as a worker that is killed there. */
export function brokenOff(atLook: number): AbortSignal {
  let looks = 0;
  const controller = new AbortController();
  controller.signal.throwIfAborted = () => {
    if (++looks === atLook) throw new Error('killed');
  };
  return controller.signal;
}

/** An uploaded roster whose columns were recognised, waiting to be read. @returns its id */
export async function uploadRoster(app: TestApp, organisationId: string, content: string): Promise<string> {
  const rosters = app.get(Rosters);
  const [{ id: programmeId }] = await app.dataSource.query<[{ id: string }]>(
    `select id from programme where slug = 'core'`,
  );
  const id = await rosters.keep({
    organisationId,
    programmeId,
    fileName: 'roster.csv',
    begunBy: 'Cora',
    enrolledBy: 'Cora Quay',
    content: (async function* () {
      yield Buffer.from(content);
    })(),
  });
  const roster = await rosters.find(organisationId, id);
  const { layout } = await rosters.head(roster);
  await rosters.lay(roster, layout.columns, layout.header);
  return id;
}

/** Reads an uploaded roster here, without a worker. */
export async function readHere(app: TestApp, id: string, stopping = never): Promise<void> {
  const { jobId } = await rosterRow(app, id);
  await app.get(RosterReading).run(id, jobId!, stopping);
}

/** An import as it is kept. */
export function rosterRow(app: TestApp, id: string): Promise<ImportedRoster> {
  return app.dataSource.manager.findOneByOrFail(ImportedRoster, { id });
}

/** Uploads, reads and runs a roster here, without a worker. @returns its id */
export async function importHere(app: TestApp, organisationId: string, content: string): Promise<string> {
  const id = await uploadRoster(app, organisationId, content);
  await readHere(app, id);
  await app.get(Rosters).start(await rosterRow(app, id), async () => {});
  await app.get(RosterRunning).run(id, never);
  return id;
}
