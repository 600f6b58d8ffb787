import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CentreModule } from '../centre/centre.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { LinksModule } from '../links/links.module.js';
import { MailModule } from '../mail/mail.module.js';
import { MembersModule } from '../members/members.module.js';
import { ProgrammesModule } from '../programmes/programmes.module.js';
import { Cadence } from './cadence.entity.js';
import { Enrolment } from './enrolment.entity.js';
import { Enrolments } from './enrolments.service.js';
import { FarewellMail } from './farewell-mail.js';
import { ImportedRoster } from './imports/imported-roster.entity.js';
import { RosterReading } from './imports/roster-reading.js';
import { RosterRunning } from './imports/roster-running.js';
import { RosterWork } from './imports/roster-work.js';
import { Rosters } from './imports/rosters.service.js';
import { InvitationMail } from './invitation-mail.js';
import { Invitations } from './invitations.service.js';
import { Joining } from './joining.service.js';
import { RosterAdding } from './roster-adding.js';
import { RosterImport } from './roster-import.js';
import { Starting } from './starting.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Cadence, Enrolment, ImportedRoster]),
    CentreModule,
    JobsModule,
    LinksModule,
    MailModule,
    MembersModule,
    ProgrammesModule,
  ],
  providers: [
    Enrolments,
    FarewellMail,
    InvitationMail,
    Invitations,
    Joining,
    RosterAdding,
    RosterImport,
    RosterReading,
    RosterRunning,
    RosterWork,
    Rosters,
    Starting,
  ],
  exports: [Enrolments, Invitations, Joining, RosterAdding, RosterImport, RosterRunning, Rosters],
})
export class EnrolmentsModule {}
