import { Injectable, type OnModuleInit } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { EntityManager } from 'typeorm';
import { CentreViews } from '../centre/centre-views.js';
import { Links } from '../links/links.js';
import type { Delivery } from '../mail/delivery.entity.js';
import { MailKinds, type Letter } from '../mail/kinds.js';
import { Outbox } from '../mail/outbox.js';
import { compileMail, mailFiller, type FilledMail } from '../mail/template.js';
import { greeting } from '../members/greeting.js';
import type { Alert } from './alert.entity.js';
import { ALERTS_TO_SEND, TESTS_TO_SEND } from './alert-mails.sql.js';
import { alertContent } from './alert-text.js';

/** Of an alert, what its mail is made of. */
type Source = Pick<Alert, 'version' | 'title' | 'body' | 'action'> & { alertId: string };

/** One who gets it. Without a member it is a test. */
interface Row extends Source {
  /** of the delivery */
  id: string;
  memberId: string | null;
  name: string;
  address: string;
  organisation: string;
  nation: string | null;
}

/** A made-up reader. */
const SAMPLE = { id: '0', memberId: null, name: '', address: '', organisation: 'Sample & Sons', nation: null };

/** The mail of an alert, and of a test of it. */
@Injectable()
export class AlertMails implements OnModuleInit {
  private readonly fillers = new LRUCache<string, Promise<(view: object) => FilledMail>>({ max: 50 });

  constructor(
    private readonly kinds: MailKinds,
    private readonly views: CentreViews,
    private readonly links: Links,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.kinds.register(
      { kind: 'alert', letters: (deliveries, db) => this.letters(deliveries, db, ALERTS_TO_SEND) },
      { kind: 'alert-test', letters: (deliveries, db) => this.letters(deliveries, db, TESTS_TO_SEND) },
    );
  }

  /** The mail as a made-up member gets it. */
  async sample({ id: alertId, version, title, body, action }: Alert): Promise<FilledMail> {
    return (await this.letter({ ...SAMPLE, alertId, version, title, body, action }, false)).fill();
  }

  /** Mails it, marked as a test, in the caller's transaction. @param address in lower case */
  async postTest(db: EntityManager, { id }: Alert, address: string): Promise<void> {
    const [test] = await db.query<[{ id: string }]>(
      'insert into alert_test (alert_id, address) values ($1, $2) returning id',
      [id, address],
    );
    const addressHash = this.links.addressHash(address);
    await this.outbox.post(db, {
      kind: 'alert-test',
      subjectId: test.id,
      recipientId: test.id,
      addressHash,
      hours: 24,
    });
  }

  private async letters(deliveries: Delivery[], db: EntityManager, query: string): Promise<Map<string, Letter>> {
    const rows = await db.query<Row[]>(query, [deliveries.map((delivery) => delivery.id)]);
    return new Map(await Promise.all(rows.map(async (row) => [row.id, await this.letter(row)] as const)));
  }

  /** @param test whether a mail without a member is marked as one */
  private async letter(row: Row, test = true): Promise<Letter> {
    const [centre, fill] = await Promise.all([this.views.of(row.nation), this.filler(row)]);
    const { publicUrl } = this.links;
    const unsubscribeUrl = this.links.url('no-alerts', row.memberId ?? '0');
    const view = {
      ...centre,
      greeting: greeting(row.name),
      alertUrl: `${publicUrl}/alerts/${row.alertId}`,
      unsubscribeUrl,
      why: `You get this because you take part in ${centre.centre.programmeName}, for ${row.organisation}.`,
    };
    const to = { name: row.name, address: row.address };
    if (row.memberId) return { to, fill: () => fill(view), unsubscribeUrl, list: 'alerts' };
    const marked = (mail: FilledMail) => ({ ...mail, subject: `[Test] ${mail.subject}` });
    return { to, fill: () => (test ? marked(fill(view)) : fill(view)) };
  }

  /** Compiled once for each version of an alert. */
  private filler(source: Source): Promise<(view: object) => FilledMail> {
    const key = `${source.alertId} ${source.version}`;
    let filler = this.fillers.get(key);
    if (!filler) {
      filler = compileMail('alert', alertContent(source)).then(mailFiller);
      this.fillers.set(key, filler);
      filler.catch(() => this.fillers.delete(key));
    }
    return filler;
  }
}
