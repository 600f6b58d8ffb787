import { Module } from '@nestjs/common';
import { LinksModule } from '../../links/links.module.js';
import { MailModule } from '../mail.module.js';
import { SnsHost } from './sns-host.js';
import { Webhooks } from './webhooks.js';

@Module({
  imports: [LinksModule, MailModule],
  providers: [SnsHost, Webhooks],
  exports: [SnsHost, Webhooks],
})
export class WebhooksModule {}
