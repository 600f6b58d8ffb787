import { Module } from '@nestjs/common';
import { CentreModule } from '../../centre/centre.module.js';
import { DripModule } from '../../drip/drip.module.js';
import { EnrolmentsModule } from '../../enrolments/enrolments.module.js';
import { LinksModule } from '../../links/links.module.js';
import { StaffModule } from '../staff.module.js';
import { PeopleDeeds } from './deeds.js';
import { PeopleActs } from './people-acts.service.js';
import { PeopleTidy } from './people-tidy.js';
import { PeopleUndo } from './people-undo.service.js';
import { PersonCare } from './person-care.service.js';

/** What staff do with the people of an organisation. */
@Module({
  imports: [CentreModule, DripModule, EnrolmentsModule, LinksModule, StaffModule],
  providers: [PeopleActs, PeopleDeeds, PeopleTidy, PeopleUndo, PersonCare],
  exports: [PeopleActs, PeopleUndo, PersonCare],
})
export class PeopleModule {}
