import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LoggerModule } from 'nestjs-pino';
import { ApiModule } from './api/api.module.js';
import { CentreModule } from './centre/centre.module.js';
import { Clock } from './clock.js';
import { CONFIG, type Config } from './config.js';
import { DATABASE, dataSourceOptions, type Database } from './database/database.js';
import { DripModule } from './drip/drip.module.js';
import { EnrolmentsModule } from './enrolments/enrolments.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { LinksModule } from './links/links.module.js';
import { logSettings } from './logs.js';
import { MailModule } from './mail/mail.module.js';
import { MembersModule } from './members/members.module.js';
import { ProgrammesModule } from './programmes/programmes.module.js';
import { ProgressModule } from './progress/progress.module.js';
import { CoordinationModule } from './staff/coordination.module.js';
import { PeopleModule } from './staff/people/people.module.js';
import { StaffModule } from './staff/staff.module.js';
import { StatsModule } from './stats/stats.module.js';
import { StaffPagesModule } from './web/staff/staff-pages.module.js';
import { WebModule } from './web/web.module.js';

/** What must be there before the first module: the settings, the database, the time. */
export interface Ground {
  config: Config;
  database: Database;
  clock: Clock;
}

@Global()
@Module({})
class GroundModule {
  static on({ config, database, clock }: Ground): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: DATABASE, useValue: database },
      { provide: Clock, useValue: clock },
    ];
    return { module: GroundModule, providers, exports: providers };
  }
}

/** The only place that knows every folder. */
@Module({})
export class AppModule {
  static on(ground: Ground): DynamicModule {
    const { config, database } = ground;
    return {
      module: AppModule,
      imports: [
        GroundModule.on(ground),
        LoggerModule.forRoot(logSettings(config.logLevel)),
        ScheduleModule.forRoot(),
        TypeOrmModule.forRoot({ ...dataSourceOptions(database.connection), autoLoadEntities: true }),
        JobsModule,
        LinksModule,
        MailModule,
        CentreModule,
        MembersModule,
        ProgrammesModule,
        EnrolmentsModule,
        ProgressModule,
        DripModule,
        StatsModule,
        StaffModule,
        CoordinationModule,
        PeopleModule,
        ...(config.web ? [WebModule, StaffPagesModule, ApiModule] : []),
      ],
    };
  }
}
