import { Module } from '@nestjs/common';
import { EnrolmentsModule } from '../enrolments/enrolments.module.js';
import { ProgrammesModule } from '../programmes/programmes.module.js';
import { RosterCare } from './roster-care.service.js';
import { StaffModule } from './staff.module.js';

/** How staff bring people into an organisation. */
@Module({
  imports: [EnrolmentsModule, ProgrammesModule, StaffModule],
  providers: [RosterCare],
  exports: [RosterCare, EnrolmentsModule],
})
export class RosterCareModule {}
