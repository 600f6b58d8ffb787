import { Module } from '@nestjs/common';
import { CentreModule } from '../centre/centre.module.js';
import { EnrolmentsModule } from '../enrolments/enrolments.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { LinksModule } from '../links/links.module.js';
import { MailModule } from '../mail/mail.module.js';
import { MembersModule } from '../members/members.module.js';
import { ProgrammesModule } from '../programmes/programmes.module.js';
import { ProgressModule } from '../progress/progress.module.js';
import { LessonMail } from './lesson-mail.js';
import { Plan } from './plan.js';
import { Resending } from './resending.service.js';
import { RevisionMails } from './revision-mails.js';
import { SampleLesson } from './sample-lesson.js';
import { SubscriptionMails } from './subscription-mails.js';
import { TestMail } from './test-mail.js';
import { Week } from './week.js';

@Module({
  imports: [
    CentreModule,
    EnrolmentsModule,
    JobsModule,
    LinksModule,
    MailModule,
    MembersModule,
    ProgrammesModule,
    ProgressModule,
  ],
  providers: [LessonMail, Plan, Resending, RevisionMails, SampleLesson, SubscriptionMails, TestMail, Week],
  exports: [Plan, Resending, SampleLesson, TestMail, Week],
})
export class DripModule {}
