import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Redirect,
  Render,
  UseInterceptors,
} from '@nestjs/common';
import { NoFilesInterceptor } from '@nestjs/platform-express';
import { parse } from '../parse.js';
import { AlertWishes } from '../members/alert-wishes.js';
import { oneClick } from './one-click.schema.js';

/** Leaving alerts, and alerts only: by the mail program's own button, or by the page's, which can be undone. */
@Controller('no-alerts/:token')
export class NoAlertsController {
  constructor(private readonly wishes: AlertWishes) {}

  @Get()
  @Render('no-alerts')
  async page(@Param('token') token: string): Promise<object> {
    const page = await this.wishes.open(token);
    return { title: page.off ? 'No more warnings' : 'Leave warnings', token, ...page };
  }

  /** One click, RFC 8058: both form types, no cookie, no redirect; doing it again changes nothing. */
  @Post()
  @HttpCode(200)
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @UseInterceptors(NoFilesInterceptor({ limits: { fields: 10, fieldSize: 1000 } }))
  async oneClick(@Param('token') token: string, @Body() body: unknown): Promise<string> {
    parse(oneClick, body);
    await this.wishes.wish(token, false);
    return 'No more warnings will come. Your lessons go on.\n';
  }

  @Post('leave')
  @Redirect()
  async leave(@Param('token') token: string): Promise<object> {
    await this.wishes.wish(token, false);
    return { url: `/no-alerts/${token}`, statusCode: 303 };
  }

  @Post('undo')
  @Redirect()
  async undo(@Param('token') token: string): Promise<object> {
    await this.wishes.wish(token, true);
    return { url: `/no-alerts/${token}`, statusCode: 303 };
  }
}
