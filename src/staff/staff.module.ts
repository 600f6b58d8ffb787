import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AlertsModule } from '../alerts/alerts.module.js';
import { CentreModule } from '../centre/centre.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { LinksModule } from '../links/links.module.js';
import { MailModule } from '../mail/mail.module.js';
import { ProgrammesModule } from '../programmes/programmes.module.js';
import { StaffAccounts } from './accounts.service.js';
import { AlertCare } from './alert-care.service.js';
import { Audit } from './audit.service.js';
import { Coordinators } from './coordinators.service.js';
import { DeliveryCare } from './delivery-care.service.js';
import { LessonCare } from './lesson-care.service.js';
import { OrganisationCare } from './organisation-care.service.js';
import { OwnAccounts } from './own-account.service.js';
import { SignInMail } from './sign-in-mail.js';
import { SignIns } from './sign-ins.service.js';
import { StaffAuth } from './staff-auth.service.js';
import { StaffTidy } from './staff-tidy.js';
import { StaffUser } from './staff-user.entity.js';

/** Coordinators and admins: accounts, sign-in, roles, audit. */
@Module({
  imports: [
    TypeOrmModule.forFeature([StaffUser]),
    AlertsModule,
    CentreModule,
    LinksModule,
    MailModule,
    JobsModule,
    ProgrammesModule,
  ],
  providers: [
    AlertCare,
    Audit,
    Coordinators,
    DeliveryCare,
    LessonCare,
    OrganisationCare,
    OwnAccounts,
    SignInMail,
    SignIns,
    StaffAccounts,
    StaffAuth,
    StaffTidy,
  ],
  exports: [
    AlertCare,
    Audit,
    Coordinators,
    DeliveryCare,
    LessonCare,
    OrganisationCare,
    OwnAccounts,
    SignIns,
    StaffAccounts,
    StaffAuth,
    StaffTidy,
  ],
})
export class StaffModule {}
