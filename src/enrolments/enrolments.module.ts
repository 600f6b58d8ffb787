import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CentreModule } from '../centre/centre.module.js';
import { LinksModule } from '../links/links.module.js';
import { MailModule } from '../mail/mail.module.js';
import { MembersModule } from '../members/members.module.js';
import { ProgrammesModule } from '../programmes/programmes.module.js';
import { Cadence } from './cadence.entity.js';
import { Enrolment } from './enrolment.entity.js';
import { Enrolments } from './enrolments.service.js';
import { InvitationMail } from './invitation-mail.js';
import { Invitations } from './invitations.service.js';
import { Joining } from './joining.service.js';
import { RosterImport } from './roster-import.js';
import { Starting } from './starting.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Cadence, Enrolment]),
    CentreModule,
    LinksModule,
    MailModule,
    MembersModule,
    ProgrammesModule,
  ],
  providers: [Enrolments, InvitationMail, Invitations, Joining, RosterImport, Starting],
  exports: [Enrolments, Invitations, Joining, RosterImport],
})
export class EnrolmentsModule {}
