import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Delivery } from './delivery.entity.js';
import type { FilledMail } from './template.js';

/** One mail as its kind wants it; what it looks like is worked out later, outside of the transaction. */
export interface Letter {
  to: { name: string; address: string };
  /** fills the blanks of the compiled template: called once */
  fill(): FilledMail;
  /** on mails of a subscription: where to leave with one click (RFC 8058) */
  unsubscribeUrl?: string;
  /** what the mail is told apart by at the receivers */
  step?: string;
  programme?: string;
}

/** The owner of a kind of mail. */
export interface MailKind {
  readonly kind: string;
  /**
   * Which of these deliveries may go now, and as what: by the rows as they are in this transaction, in one query for all.
   * Those left out are cancelled.
   * @returns letters by the delivery's id
   */
  letters(deliveries: Delivery[], db: EntityManager): Promise<Map<string, Letter>>;
}

/** Who owns which kind of mail. */
@Injectable()
export class MailKinds {
  private readonly kinds = new Map<string, MailKind>();

  register(...kinds: MailKind[]): void {
    for (const kind of kinds) this.kinds.set(kind.kind, kind);
  }

  /** The letters of deliveries of several kinds. */
  async letters(deliveries: Delivery[], db: EntityManager): Promise<Map<string, Letter>> {
    const letters = new Map<string, Letter>();
    for (const [name, own] of Map.groupBy(deliveries, (delivery) => delivery.kind)) {
      const kind = this.kinds.get(name);
      for (const [id, letter] of (await kind?.letters(own, db)) ?? []) letters.set(id, letter);
    }
    return letters;
  }
}
