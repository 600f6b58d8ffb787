import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isAway } from '../database/away.js';
import type { Delivery } from './delivery.entity.js';
import type { FilledMail } from './template.js';

/** One mail as its kind wants it; what it looks like is worked out later, outside of the transaction. */
export interface Letter {
  to: { name: string; address: string };
  /** fills the blanks of the compiled template: called once */
  fill(): FilledMail;
  /** on mails of a subscription: where to leave with one click (RFC 8058) */
  unsubscribeUrl?: string;
  /** the name of the list, before our host (RFC 2919); lessons of the programme, if not said */
  list?: string;
  /** what the mail is told apart by at the receivers */
  step?: string;
  programme?: string;
}

/** The owner of a kind of mail. */
export interface MailKind {
  readonly kind: string;
  /**
   * Which of these deliveries may go now, and as what: by the rows as they are just before, in one query for all.
   * Those left out are cancelled.
   * @returns letters by the delivery's id
   */
  letters(deliveries: Delivery[], db: EntityManager): Promise<Map<string, Letter>>;
}

/** Who owns which kind of mail. */
@Injectable()
export class MailKinds {
  private readonly log = new Logger(MailKinds.name);
  private readonly kinds = new Map<string, MailKind>();

  register(...kinds: MailKind[]): void {
    for (const kind of kinds) this.kinds.set(kind.kind, kind);
  }

  /**
   * The letters of deliveries of several kinds. What goes wrong in one kind, or is known only to a newer release, does not
   * keep back the others.
   * @returns letters by the delivery's id, and deliveries whose kind could not be asked
   * @throws only when the database is away
   */
  async letters(
    deliveries: Delivery[],
    db: EntityManager,
  ): Promise<{ letters: Map<string, Letter>; failed: Delivery[] }> {
    const letters = new Map<string, Letter>();
    const failed: Delivery[] = [];
    for (const [name, own] of Map.groupBy(deliveries, (delivery) => delivery.kind)) {
      try {
        for (const [id, letter] of await this.kinds.get(name)!.letters(own, db)) letters.set(id, letter);
      } catch (error) {
        if (isAway(error)) throw error;
        this.log.error(error, `mail of kind ${name} cannot be written`);
        failed.push(...own);
      }
    }
    return { letters, failed };
  }
}
