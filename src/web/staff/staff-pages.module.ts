import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { CentreModule } from '../../centre/centre.module.js';
import { LinksModule } from '../../links/links.module.js';
import { StaffModule } from '../../staff/staff.module.js';
import { privatePage } from '../private-page.js';
import { AccountsController } from './accounts.controller.js';
import { AuditController } from './audit.controller.js';
import { OrganisationsController } from './organisations.controller.js';
import { OwnAccountController } from './own-account.controller.js';
import { SetUpController } from './set-up.controller.js';
import { SignInController } from './sign-in.controller.js';
import { SignInNeededFilter } from './sign-in-needed.js';
import { StaffGuard } from './staff.guard.js';
import { ownReferrer, withScript } from './staff-headers.js';

const controllers = [
  SignInController,
  SetUpController,
  OwnAccountController,
  AuditController,
  OrganisationsController,
  AccountsController,
];

/** The pages of staff. Its guard stands before every route of the service. */
@Module({
  imports: [CentreModule, LinksModule, StaffModule],
  controllers,
  providers: [
    { provide: APP_GUARD, useClass: StaffGuard },
    { provide: APP_FILTER, useClass: SignInNeededFilter },
  ],
})
export class StaffPagesModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(privatePage, ownReferrer).forRoutes(...controllers);
    consumer.apply(withScript).forRoutes('sign-in', 'staff');
  }
}
