import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AlertsModule } from '../alerts/alerts.module.js';
import { CentreModule } from '../centre/centre.module.js';
import { EnrolmentsModule } from '../enrolments/enrolments.module.js';
import { MailModule } from '../mail/mail.module.js';
import { WebhooksModule } from '../mail/webhooks/webhooks.module.js';
import { MembersModule } from '../members/members.module.js';
import { ProgrammesModule } from '../programmes/programmes.module.js';
import { ProgressModule } from '../progress/progress.module.js';
import { AlertController } from './alert.controller.js';
import { AssetsController } from './assets.controller.js';
import { CodeController } from './code.controller.js';
import { ConfirmController } from './confirm.controller.js';
import { HealthController } from './health.controller.js';
import { HomeController } from './home.controller.js';
import { InvitationController } from './invitation.controller.js';
import { LayoutMiddleware } from './layout.middleware.js';
import { LegalController } from './legal.controller.js';
import { LessonController } from './lesson.controller.js';
import { MailboxController } from './mailbox.controller.js';
import { Metrics } from './metrics.js';
import { MyPageController } from './my-page.controller.js';
import { NoAlertsController } from './no-alerts.controller.js';
import { OwnPageController } from './own-page.controller.js';
import { PageFilter } from './page.filter.js';
import { privatePage } from './private-page.js';
import { ProgrammeController } from './programme.controller.js';
import { SignUpController } from './sign-up.controller.js';
import { Syllabuses } from './syllabuses.js';
import { UnsubscribeController } from './unsubscribe.controller.js';
import { WebhooksController } from './webhooks.controller.js';

const open = [
  AlertController,
  HomeController,
  SignUpController,
  ProgrammeController,
  LegalController,
  CodeController,
  MyPageController,
];
const behindLinks = [
  ConfirmController,
  InvitationController,
  LessonController,
  NoAlertsController,
  OwnPageController,
  UnsubscribeController,
  MailboxController,
];

/** The HTML face. Who starts it also calls `useSecurity`, `useWebhookBodies` and `useViews`. */
@Module({
  imports: [
    AlertsModule,
    CentreModule,
    MembersModule,
    MailModule,
    WebhooksModule,
    ProgrammesModule,
    EnrolmentsModule,
    ProgressModule,
  ],
  controllers: [AssetsController, HealthController, WebhooksController, ...open, ...behindLinks],
  providers: [Metrics, Syllabuses, { provide: APP_FILTER, useClass: PageFilter }],
})
export class WebModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(privatePage).forRoutes(...behindLinks);
    consumer
      .apply(LayoutMiddleware)
      .exclude('api/*path', 'assets/*file', 'health', 'health/ready', 'metrics', 'webhooks/*provider')
      .forRoutes('{*path}');
  }
}
