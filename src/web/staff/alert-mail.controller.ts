import { Controller, Get, Header, Param } from '@nestjs/common';
import { AlertMails } from '../../alerts/alert-mails.js';
import { Alerts } from '../../alerts/alerts.service.js';

/** A mail may look as it likes and do nothing; its links open beside the page. */
const mailPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/** An alert's mail, to be framed by its page. */
@Controller('admin/alerts/:alert/mail')
export class AlertMailController {
  constructor(
    private readonly alerts: Alerts,
    private readonly mails: AlertMails,
  ) {}

  @Get()
  @Header('Content-Security-Policy', mailPolicy)
  @Header('Content-Type', 'text/html; charset=utf-8')
  async html(@Param('alert') id: string): Promise<string> {
    const { html } = await this.mails.sample(await this.alerts.find(id));
    return html.replace(/<head[^>]*>/i, '$&<base target="_blank">');
  }
}
