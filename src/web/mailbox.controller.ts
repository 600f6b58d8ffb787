import { Controller, Get, Header, Param, Query, Render, Res, UseGuards } from '@nestjs/common';
import type { Response } from 'express';
import PostalMime from 'postal-mime';
import { CentreService } from '../centre/centre.service.js';
import { NotFound } from '../errors.js';
import { Mailbox, type MailboxEntry } from '../mail/mailbox/mailbox.js';
import { MailboxGuard } from './mailbox.guard.js';
import { mailView, mailboxView } from './mailbox.view.js';

/** A mail may look as it likes and do nothing; its links open beside the page. */
const mailPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/** The built-in mailbox. */
@Controller()
@UseGuards(MailboxGuard)
export class MailboxController {
  constructor(
    private readonly mailbox: Mailbox,
    private readonly centre: CentreService,
  ) {}

  @Get('mailbox')
  @Render('mailbox')
  async list(@Query('address') query: unknown): Promise<object> {
    const address = typeof query === 'string' ? query.trim() : '';
    return mailboxView(await this.mailbox.list(address), address, (await this.centre.get()).zone);
  }

  @Get('mailbox.json')
  async json(@Query('address') query: unknown): Promise<MailboxEntry[]> {
    return this.mailbox.list(typeof query === 'string' ? query : undefined);
  }

  @Get('mailbox/:id.eml')
  async eml(@Param('id') id: string, @Res() response: Response): Promise<void> {
    response.type('message/rfc822').send(await this.source(id));
  }

  @Get('mailbox/:id')
  @Render('mail')
  async mail(@Param('id') id: string): Promise<object> {
    const source = await this.source(id);
    return mailView(id, source, await PostalMime.parse(source));
  }

  @Get('mailbox/:id/html')
  @Header('Content-Security-Policy', mailPolicy)
  @Header('Content-Type', 'text/html; charset=utf-8')
  async html(@Param('id') id: string): Promise<string> {
    const { html } = await PostalMime.parse(await this.source(id));
    if (!html) throw new NotFound('no HTML in this mail');
    return html.replace(/<head[^>]*>/i, '$&<base target="_blank">');
  }

  private async source(id: string): Promise<Buffer> {
    const source = await this.mailbox.source(id);
    if (!source) throw new NotFound('no such mail');
    return source;
  }
}
