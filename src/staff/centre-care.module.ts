import { Module } from '@nestjs/common';
import { CentreModule } from '../centre/centre.module.js';
import { EnrolmentsModule } from '../enrolments/enrolments.module.js';
import { LinksModule } from '../links/links.module.js';
import { MailModule } from '../mail/mail.module.js';
import { ProgressModule } from '../progress/progress.module.js';
import { CentreCare } from './centre-care.service.js';
import { ContactCare } from './contact-care.service.js';
import { OrganisationEnds } from './organisation-ends.service.js';
import { OrganisationMerge } from './organisation-merge.service.js';
import { ProgrammeGiving } from './programme-giving.service.js';
import { StaffModule } from './staff.module.js';
import { SuppressionCare } from './suppression-care.service.js';

const cares = [CentreCare, ContactCare, OrganisationEnds, OrganisationMerge, ProgrammeGiving, SuppressionCare];

/** What admins do with the centre, its organisations as wholes, and addresses. */
@Module({
  imports: [CentreModule, EnrolmentsModule, LinksModule, MailModule, ProgressModule, StaffModule],
  providers: cares,
  exports: cares,
})
export class CentreCareModule {}
