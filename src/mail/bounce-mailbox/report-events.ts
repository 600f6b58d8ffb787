import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../clock.js';
import { Links } from '../../links/links.js';
import { findingsOf, type Finding } from '../bounces/findings.js';
import type { Report } from '../bounces/report.js';
import { deliveryOfMark } from '../envelope-mark.js';
import { MailEvents } from '../events/mail-events.js';
import { withoutAddresses } from '../without-addresses.js';

/** Makes events of reports about our mail. */
@Injectable()
export class ReportEvents {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly events: MailEvents,
  ) {}

  /**
   * Keeps what a report says. Only a report that is tied to a delivery of ours counts: anybody can write a bounce.
   * @param sourceId what the report is called where it was found, the same each time
   * @returns whether it could be tied to a delivery and understood; a person should look at the others
   */
  async record(report: Report, source: string, sourceId: string): Promise<boolean> {
    return this.dataSource.transaction(async (db) => {
      const deliveryId = await this.delivery(db, report.returned);
      if (!deliveryId) return false;
      const { class: bounceClass, matched, status } = mildest(findingsOf(report));
      const said = bounceClass === 'information' ? undefined : saidIn(report);
      const at = this.clock.now();
      await this.events.record(db, { source, sourceId, deliveryId, class: bounceClass, matched, status, said, at });
      return bounceClass !== 'unknown';
    });
  }

  private async delivery(
    db: EntityManager,
    { verp, envelopeId, messageId }: Report['returned'],
  ): Promise<string | undefined> {
    for (const mark of [/\+([^@+]+)@/.exec(verp ?? '')?.[1], envelopeId]) {
      const id = deliveryOfMark(this.links, mark ?? '');
      if (id) return id;
    }
    if (!messageId) return undefined;
    const [row] = await db.query<[{ id: string }?]>('select id from delivery where message_id = $1', [
      messageId.trim(),
    ]);
    return row?.id;
  }
}

/** The refusing server's words. What people write of themselves in answers is nobody's business. */
function saidIn({ recipients, text }: Report): string {
  return withoutAddresses(recipients[0]?.diagnostic ?? text).slice(0, 500);
}

/** Our mails go to one person each; where a report names several addresses, forwarding was at work: in doubt it is not the address. */
function mildest(findings: Finding[]): Finding {
  const order = ['complaint', 'information', 'soft', 'ours', 'unknown', 'address'];
  return findings.toSorted((a, b) => order.indexOf(a.class) - order.indexOf(b.class))[0]!;
}
