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
import { Leaving } from '../members/leaving.service.js';
import { oneClick } from './one-click.schema.js';

/** Leaving: by the mail program's own button, or by the page's, which can be undone. */
@Controller('unsubscribe/:token')
export class UnsubscribeController {
  constructor(private readonly leaving: Leaving) {}

  @Get()
  @Render('unsubscribe')
  async page(@Param('token') token: string): Promise<object> {
    const page = await this.leaving.open(token);
    return { title: page.left ? 'You have left' : 'Leave', token, ...page };
  }

  /** One click, RFC 8058: both form types, no cookie, no redirect; doing it again changes nothing. */
  @Post()
  @HttpCode(200)
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @UseInterceptors(NoFilesInterceptor({ limits: { fields: 10, fieldSize: 1000 } }))
  async oneClick(@Param('token') token: string, @Body() body: unknown): Promise<string> {
    parse(oneClick, body);
    await this.leaving.leave(token);
    return 'You have left. No more lessons will come.\n';
  }

  @Post('leave')
  @Redirect()
  async leave(@Param('token') token: string): Promise<object> {
    await this.leaving.leave(token);
    return { url: `/unsubscribe/${token}`, statusCode: 303 };
  }

  @Post('undo')
  @Redirect()
  async undo(@Param('token') token: string): Promise<object> {
    await this.leaving.undo(token);
    return { url: `/unsubscribe/${token}`, statusCode: 303 };
  }
}
