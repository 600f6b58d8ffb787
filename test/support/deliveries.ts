import { DataSource } from 'typeorm';
import { Batch } from '../../src/mail/batch.js';
import type { Delivery } from '../../src/mail/delivery.entity.js';
import { Dispatch } from '../../src/mail/dispatch.js';
import { MailEvents } from '../../src/mail/events/mail-events.js';
import { MailKinds, type Letter } from '../../src/mail/kinds.js';
import type { Patience } from '../../src/mail/lane.js';
import { Outlets } from '../../src/mail/relays/outlets.js';
import { MailWorkers } from '../../src/mail/workers.js';
import type { TestApp } from './app.js';

/** The address a delivery of the kind `note` goes to. */
export const addressOf = (recipientId: string | number): string => `r${recipientId}@example.org`;

/** The letter of a note. */
export const noteLetter = (recipientId: string, html = '<p>Hello</p>'): Letter => ({
  to: { name: 'A Reader', address: addressOf(recipientId) },
  fill: () => ({ subject: 'A note', text: 'Hello', html }),
});

/** A kind of mail with nothing behind it: every recipient has an address of its own. */
export function registerNotes(app: TestApp, kind = 'note', letter = noteLetter): void {
  const letters = async (claimed: Delivery[]) =>
    new Map(claimed.map(({ id, recipientId }) => [id, letter(recipientId)]));
  app.get(MailKinds).register({ kind, letters });
}

/** Writes so many deliveries, due at once; what is given stands instead. @returns their ids */
export async function makeDeliveries(app: TestApp, count: number, changes: Partial<Delivery> = {}): Promise<string[]> {
  const now = app.clock.now();
  const row = { kind: 'note', urgent: false, zone: null, dueAt: now, nextTryAt: now, ...changes };
  const expiresAt = changes.expiresAt ?? new Date(row.dueAt.getTime() + 48 * 3600_000);
  const rows = await app.get(DataSource).query<{ id: string }[]>(
    `with n as (select nextval('delivery_id_seq') as n from generate_series(1, $1))
     insert into delivery (kind, subject_id, recipient_id, address_hash, urgent, zone, due_at, next_try_at, expires_at)
     select $2, n, n, 'x', $3, $4, $5, $6, $7 from n returning id`,
    [count, row.kind, row.urgent, row.zone, row.dueAt, row.nextTryAt, expiresAt],
  );
  return rows.map(({ id }) => id);
}

/** Deliveries by id, in that order; all if none are named. */
export async function deliveries(app: TestApp, ids?: string[]): Promise<Delivery[]> {
  return app.get(DataSource).query<Delivery[]>(
    `select id, kind, subject_id as "subjectId", part_id as "partId", round, content_id as "contentId", recipient_id as "recipientId",
       zone, due_at as "dueAt", expires_at as "expiresAt", next_try_at as "nextTryAt", state, attempts, batch_id as "batchId",
       claim_id as "claimId", message_id as "messageId", sent_at as "sentAt", reply, reserved
     from delivery where $1::bigint[] is null or id = any($1) order by id`,
    [ids ?? null],
  );
}

/** How many deliveries there are by state. */
export async function states(app: TestApp): Promise<Record<string, number>> {
  const rows = await app
    .get(DataSource)
    .query<{ state: string; n: number }[]>('select state, count(*)::int as n from delivery group by 1');
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

/** Batches that somebody is to run. */
export async function openBatches(app: TestApp): Promise<string[]> {
  const rows = await app
    .get(DataSource)
    .query<{ id: string }[]>('select distinct batch_id as id from delivery where batch_id is not null');
  return rows.map(({ id }) => id);
}

/** A run of a batch on an application without workers, over lanes of its own with little patience. @param relayUrl several with commas between */
export async function runBatch(
  app: TestApp,
  id: string,
  relayUrl: string,
  { lanes: count = 4, patience = IMPATIENT, stopping = new AbortController().signal } = {},
): Promise<void> {
  const outlet = await app.get(Outlets).over(relayUrl.split(','));
  const lanes = outlet.routes(count, patience);
  const { clock, dataSource } = app;
  const [kinds, events, { sender }] = [app.get(MailKinds), app.get(MailEvents), app.get(MailWorkers)];
  const sending = { clock, dataSource, kinds, events, outlet, lanes, sender };
  await new Batch(id, sending, stopping).run().finally(() => {
    for (const lane of lanes) lane.close();
  });
}

/** Brings what is due into batches and runs them. */
export async function sendDue(app: TestApp, relayUrl: string, options?: Parameters<typeof runBatch>[3]): Promise<void> {
  await app.get(Dispatch).tick();
  for (const id of await openBatches(app)) await runBatch(app, id, relayUrl, options);
}

/** Waits that suit tests. */
const IMPATIENT: Patience = { connect: 500, reply: 500, whole: 2000 };
