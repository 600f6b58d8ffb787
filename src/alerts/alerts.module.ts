import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CentreModule } from '../centre/centre.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { LinksModule } from '../links/links.module.js';
import { MailModule } from '../mail/mail.module.js';
import { Alert } from './alert.entity.js';
import { AlertMails } from './alert-mails.js';
import { AlertCounts } from './alert-counts.js';
import { Alerts } from './alerts.service.js';
import { CurrentAlerts } from './current-alerts.js';
import { PlanAlerts } from './plan-alerts.js';

/** One-off warnings to a chosen audience. */
@Module({
  imports: [TypeOrmModule.forFeature([Alert]), CentreModule, JobsModule, LinksModule, MailModule],
  providers: [AlertCounts, AlertMails, Alerts, CurrentAlerts, PlanAlerts],
  exports: [AlertCounts, AlertMails, Alerts, CurrentAlerts, PlanAlerts],
})
export class AlertsModule {}
