import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { AlertsModule } from '../../alerts/alerts.module.js';
import { CentreModule } from '../../centre/centre.module.js';
import { DripModule } from '../../drip/drip.module.js';
import { LinksModule } from '../../links/links.module.js';
import { MailModule } from '../../mail/mail.module.js';
import { ProgrammesModule } from '../../programmes/programmes.module.js';
import { CentreCareModule } from '../../staff/centre-care.module.js';
import { CoordinationModule } from '../../staff/coordination.module.js';
import { RosterCareModule } from '../../staff/roster-care.module.js';
import { PeopleModule } from '../../staff/people/people.module.js';
import { StaffModule } from '../../staff/staff.module.js';
import { StatsModule } from '../../stats/stats.module.js';
import { privatePage } from '../private-page.js';
import { AccountsController } from './accounts.controller.js';
import { AddPersonController } from './add-person.controller.js';
import { AlertLiveController } from './alert-live.controller.js';
import { AlertMailController } from './alert-mail.controller.js';
import { AlertWritingController } from './alert-writing.controller.js';
import { AlertsController } from './alerts.controller.js';
import { AuditController } from './audit.controller.js';
import { CentreController } from './centre.controller.js';
import { ContactsController } from './contacts.controller.js';
import { DashboardController } from './dashboard.controller.js';
import { DashboardScopes } from './dashboard-scope.js';
import { ExportsController } from './exports.controller.js';
import { ImportColumnsController } from './import-columns.controller.js';
import { ImportLiveController } from './import-live.controller.js';
import { ImportsController } from './imports.controller.js';
import { LessonEditorController } from './lesson-editor.controller.js';
import { LessonPreview } from './lesson-preview.js';
import { Live } from './live.js';
import { LessonStepsController } from './lesson-steps.controller.js';
import { LessonWordsController } from './lesson-words.controller.js';
import { LessonsController } from './lessons.controller.js';
import { OldContacts } from './old-contacts.middleware.js';
import { OrganisationEndController } from './organisation-end.controller.js';
import { OrganisationMergeController } from './organisation-merge.controller.js';
import { OrganisationProgrammesController } from './organisation-programmes.controller.js';
import { OrganisationsController } from './organisations.controller.js';
import { OwnAccountController } from './own-account.controller.js';
import { PeopleController } from './people.controller.js';
import { PeoplePages } from './people-page.js';
import { PersonController } from './person.controller.js';
import { ProgressController } from './progress.controller.js';
import { QuietWeeksController } from './quiet-weeks.controller.js';
import { SetUpController } from './set-up.controller.js';
import { SignInController } from './sign-in.controller.js';
import { SignInNeededFilter } from './sign-in-needed.js';
import { StaffGuard } from './staff.guard.js';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveriesLiveController } from './deliveries-live.controller.js';
import { OpenBreakers } from './open-breakers.middleware.js';
import { RunNow } from './run-now.js';
import { SuppressionsController } from './suppressions.controller.js';
import { ownReferrer, withScript } from './staff-headers.js';

const controllers = [
  SignInController,
  SetUpController,
  OwnAccountController,
  AuditController,
  OrganisationsController,
  AddPersonController,
  AccountsController,
  CentreController,
  ContactsController,
  QuietWeeksController,
  OrganisationEndController,
  OrganisationMergeController,
  OrganisationProgrammesController,
  SuppressionsController,
  ProgressController,
  ExportsController,
  DashboardController,
  AlertWritingController,
  AlertsController,
  AlertMailController,
  AlertLiveController,
  ImportsController,
  ImportColumnsController,
  ImportLiveController,
  DeliveriesLiveController,
  DeliveriesController,
  LessonsController,
  LessonStepsController,
  LessonEditorController,
  LessonWordsController,
  PeopleController,
  // what has a path of its own below `people` comes before it
  PersonController,
];

/** The pages of staff. Its guard stands before every route of the service. */
@Module({
  imports: [
    AlertsModule,
    CentreModule,
    CentreCareModule,
    CoordinationModule,
    DripModule,
    LinksModule,
    MailModule,
    PeopleModule,
    ProgrammesModule,
    RosterCareModule,
    StaffModule,
    StatsModule,
  ],
  controllers,
  providers: [
    DashboardScopes,
    RunNow,
    LessonPreview,
    Live,
    PeoplePages,
    { provide: APP_GUARD, useClass: StaffGuard },
    { provide: APP_FILTER, useClass: SignInNeededFilter },
  ],
})
export class StaffPagesModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(OldContacts, OpenBreakers).forRoutes('admin', 'admin/*path');
    consumer.apply(privatePage, ownReferrer).forRoutes(...controllers);
    consumer
      .apply(withScript)
      .forRoutes(
        'sign-in',
        'staff',
        'organisations/:organisation/imports',
        'admin/alerts',
        DeliveriesController,
        LessonEditorController,
      );
  }
}
