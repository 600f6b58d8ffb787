import { Module } from '@nestjs/common';
import { CentreModule } from '../centre/centre.module.js';
import { MembersModule } from '../members/members.module.js';
import { ProgrammesModule } from '../programmes/programmes.module.js';
import { DocumentApi } from './document.controller.js';
import { ProgrammesApi } from './programmes.controller.js';
import { SignUpsApi } from './sign-ups.controller.js';

/** The JSON face; errors are told as problem+json by the same filter as on pages. */
@Module({
  imports: [CentreModule, MembersModule, ProgrammesModule],
  controllers: [DocumentApi, ProgrammesApi, SignUpsApi],
})
export class ApiModule {}
