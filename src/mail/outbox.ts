import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock.js';
import { Jobs } from '../jobs/jobs.service.js';
import { URGENT_QUEUE } from './dispatch.js';

/** A mail to be written. */
export interface Post {
  kind: string;
  subjectId: string;
  recipientId: string;
  addressHash: Buffer;
  /** hours after which it is worth nothing any more */
  hours: number;
}

/** Takes mail that somebody waits for. */
@Injectable()
export class Outbox {
  constructor(
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  /** Writes a mail and the job that sends it at once, both in the caller's transaction; each call is a new round, and two at once are one. */
  async post(db: EntityManager, post: Post): Promise<void> {
    const batchId = randomUUID();
    await db.query(
      `insert into delivery (kind, subject_id, round, recipient_id, address_hash, urgent, due_at, next_try_at, expires_at, batch_id)
       select $1, $2, coalesce(max(round) + 1, 0), $3, $4, true, $5, $5, $5::timestamptz + make_interval(hours => $6), $7
       from delivery where kind = $1 and subject_id = $2
       on conflict do nothing`,
      [post.kind, post.subjectId, post.recipientId, post.addressHash, this.clock.now(), post.hours, batchId],
    );
    await this.jobs.queue(URGENT_QUEUE);
    await this.jobs.add(db, URGENT_QUEUE, [{ id: batchId, data: {} }]);
  }
}
