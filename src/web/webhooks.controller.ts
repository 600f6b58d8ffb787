import {
  BadRequestException,
  Body,
  Controller,
  ForbiddenException,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Res,
  UnauthorizedException,
} from '@nestjs/common';
import type { Response } from 'express';
import { CONFIG, type Config } from '../config.js';
import { NotFound } from '../errors.js';
import { fromBrevo } from '../mail/webhooks/brevo.js';
import { fromMailgun, mailgunToken } from '../mail/webhooks/mailgun.js';
import { fromPostmark, isFromPostmark } from '../mail/webhooks/postmark.js';
import { sameSecret } from '../mail/webhooks/same-secret.js';
import { fromSendgrid, isFromSendgrid, SENDGRID_SIGNATURE, SENDGRID_TIMESTAMP } from '../mail/webhooks/sendgrid.js';
import { fromSes } from '../mail/webhooks/ses.js';
import { SnsHost } from '../mail/webhooks/sns-host.js';
import { snsMessage } from '../mail/webhooks/sns.js';
import { Webhooks } from '../mail/webhooks/webhooks.js';

/** Where providers tell what became of our mail. An address is there only once its provider's setting is made. */
@Controller('webhooks')
export class WebhooksController {
  private readonly settings: Config['webhooks'];

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly webhooks: Webhooks,
    private readonly sns: SnsHost,
  ) {
    this.settings = config.webhooks;
  }

  @Post('ses')
  @HttpCode(200)
  async ses(@Body() body: unknown): Promise<void> {
    const topic = on(this.settings.sesTopic);
    const message = snsMessage.parse(json(body));
    believe(await this.sns.isGenuine(message, topic));
    if (message.Type === 'SubscriptionConfirmation') believe(await this.sns.confirm(message, topic));
    else await this.webhooks.record('ses', fromSes(message));
  }

  @Post('sendgrid')
  @HttpCode(200)
  async sendgrid(
    @Body() body: unknown,
    @Headers(SENDGRID_SIGNATURE) signature = '',
    @Headers(SENDGRID_TIMESTAMP) timestamp = '',
  ): Promise<void> {
    const key = on(this.settings.sendgridKey);
    believe(isFromSendgrid(signature, timestamp, raw(body), key));
    await this.webhooks.record('sendgrid', fromSendgrid(json(body)));
  }

  @Post('postmark')
  @HttpCode(200)
  async postmark(
    @Body() body: unknown,
    @Res({ passthrough: true }) response: Response,
    @Headers('authorization') authorization = '',
  ): Promise<void> {
    const userAndPassword = on(this.settings.postmarkAuth);
    if (!isFromPostmark(authorization, userAndPassword)) {
      response.set('WWW-Authenticate', 'Basic realm="webhooks"');
      throw new UnauthorizedException();
    }
    await this.webhooks.record('postmark', fromPostmark(json(body)));
  }

  @Post('mailgun')
  @HttpCode(200)
  async mailgun(@Body() body: unknown): Promise<void> {
    const key = on(this.settings.mailgunKey);
    const payload = json(body);
    const token = mailgunToken(payload, key, Date.now());
    believe(token !== undefined);
    await this.webhooks.recordOnce('mailgun', token!, fromMailgun(payload));
  }

  @Post('brevo{/:secret}')
  @HttpCode(200)
  async brevo(@Body() body: unknown, @Param('secret') secret = ''): Promise<void> {
    believe(sameSecret(secret, on(this.settings.brevoSecret)));
    await this.webhooks.record('brevo', fromBrevo(json(body)));
  }
}

function on(setting: string | undefined): string {
  if (setting === undefined) throw new NotFound('this provider is not set up');
  return setting;
}

function believe(genuine: boolean): void {
  if (!genuine) throw new ForbiddenException();
}

function raw(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

function json(body: unknown): object {
  try {
    const payload: unknown = JSON.parse(raw(body).toString());
    if (typeof payload === 'object' && payload !== null) return payload;
  } catch {
    // told below
  }
  throw new BadRequestException('expected a JSON object or list');
}
