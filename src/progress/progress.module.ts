import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CentreModule } from '../centre/centre.module.js';
import { EnrolmentsModule } from '../enrolments/enrolments.module.js';
import { LinksModule } from '../links/links.module.js';
import { MailModule } from '../mail/mail.module.js';
import { MembersModule } from '../members/members.module.js';
import { Answer } from './answer.entity.js';
import { Answering } from './answering.service.js';
import { CodeEntry } from './code-entry.service.js';
import { LessonPages } from './lesson-page.service.js';
import { Outcome } from './outcome.entity.js';
import { OwnPages } from './own-page.service.js';
import { Reminders } from './reminders.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Answer, Outcome]),
    CentreModule,
    EnrolmentsModule,
    LinksModule,
    MailModule,
    MembersModule,
  ],
  providers: [Answering, CodeEntry, LessonPages, OwnPages, Reminders],
  exports: [Answering, CodeEntry, LessonPages, OwnPages, Reminders],
})
export class ProgressModule {}
