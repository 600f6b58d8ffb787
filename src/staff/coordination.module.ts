import { Module } from '@nestjs/common';
import { CentreModule } from '../centre/centre.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { LinksModule } from '../links/links.module.js';
import { MailModule } from '../mail/mail.module.js';
import { DigestMail } from './digest-mail.js';
import { Digests } from './digests.service.js';
import { Exports } from './exports.service.js';
import { NudgeMail } from './nudge-mail.js';
import { Nudges } from './nudges.service.js';
import { StaffModule } from './staff.module.js';

/** What staff do with progress: nudges, the mail on Mondays, exports. */
@Module({
  imports: [CentreModule, JobsModule, LinksModule, MailModule, StaffModule],
  providers: [DigestMail, Digests, Exports, NudgeMail, Nudges],
  exports: [Digests, Exports, Nudges],
})
export class CoordinationModule {}
