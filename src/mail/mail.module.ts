import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { JobsModule } from '../jobs/jobs.module.js';
import { LinksModule } from '../links/links.module.js';
import { BounceMailbox } from './bounce-mailbox/bounce-mailbox.js';
import { ReportEvents } from './bounce-mailbox/report-events.js';
import { Delivery } from './delivery.entity.js';
import { Dispatch } from './dispatch.js';
import { MailEvents } from './events/mail-events.js';
import { MailKinds } from './kinds.js';
import { Mailbox } from './mailbox/mailbox.js';
import { Outbox } from './outbox.js';
import { Templates } from './templates.js';
import { Suppression } from './suppression.entity.js';
import { Suppressions } from './suppressions.js';
import { MailWorkers } from './workers.js';

@Module({
  imports: [TypeOrmModule.forFeature([Delivery, Suppression]), JobsModule, LinksModule],
  providers: [
    BounceMailbox,
    Dispatch,
    MailEvents,
    MailKinds,
    Mailbox,
    MailWorkers,
    Outbox,
    ReportEvents,
    Suppressions,
    Templates,
  ],
  exports: [Dispatch, MailEvents, MailKinds, Mailbox, MailWorkers, Outbox, Suppressions, Templates],
})
export class MailModule {}
