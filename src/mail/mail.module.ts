import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { JobsModule } from '../jobs/jobs.module.js';
import { LinksModule } from '../links/links.module.js';
import { BounceMailbox } from './bounce-mailbox/bounce-mailbox.js';
import { ReportEvents } from './bounce-mailbox/report-events.js';
import { Delivery } from './delivery.entity.js';
import { Dispatch } from './dispatch.js';
import { Expiry } from './expiry.js';
import { MailEvents } from './events/mail-events.js';
import { MailKinds } from './kinds.js';
import { MailTick } from './mail-tick.js';
import { Mailbox } from './mailbox/mailbox.js';
import { Outbox } from './outbox.js';
import { Templates } from './templates.js';
import { Suppression } from './suppression.entity.js';
import { Breakers } from './relays/breakers.js';
import { OursAlarm } from './relays/ours-alarm.js';
import { Outlets } from './relays/outlets.js';
import { SendPace } from './relays/send-pace.js';
import { Tally } from './relays/tally.js';
import { WarmUp } from './relays/warm-up.service.js';
import { Suppressions } from './suppressions.js';
import { Unconfirmed } from './unconfirmed.js';
import { MailWorkers } from './workers.js';

@Module({
  imports: [TypeOrmModule.forFeature([Delivery, Suppression]), JobsModule, LinksModule],
  providers: [
    BounceMailbox,
    Breakers,
    Dispatch,
    Expiry,
    MailEvents,
    MailKinds,
    MailTick,
    Mailbox,
    MailWorkers,
    OursAlarm,
    Outbox,
    Outlets,
    ReportEvents,
    SendPace,
    Suppressions,
    Tally,
    Templates,
    Unconfirmed,
    WarmUp,
  ],
  exports: [Dispatch, MailEvents, MailKinds, Mailbox, MailWorkers, Outbox, Suppressions, Templates, Unconfirmed],
})
export class MailModule {}
