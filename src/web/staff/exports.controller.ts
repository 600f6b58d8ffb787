import { Body, Controller, Get, HttpCode, Param, Post, Render, Res } from '@nestjs/common';
import type { Response } from 'express';
import { parse } from '../../parse.js';
import { NotFound } from '../../errors.js';
import { Exports } from '../../staff/exports.service.js';
import { exportAbout, exportKinds } from '../../stats/exports/exports.js';
import { download, formatForm } from './download.js';
import { type SignedIn, Who } from './signed-in.js';

/** Everything of the centre to take along, for admins. A download changes nothing, but is written down: so it is a POST. */
@Controller('admin/exports')
export class ExportsController {
  constructor(private readonly exports: Exports) {}

  @Get()
  @Render('staff/exports')
  list(): object {
    const title = (kind: string) => kind.charAt(0).toUpperCase() + kind.slice(1);
    return {
      title: 'Exports',
      exports: exportKinds.map((kind) => ({ kind, title: title(kind), about: exportAbout(kind) })),
    };
  }

  @Post(':export')
  @HttpCode(200)
  async export(
    @Who() who: SignedIn,
    @Param('export') asked: string,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const kind = exportKinds.find((one) => one === asked);
    if (!kind) throw new NotFound('no such export');
    const { format } = parse(formatForm, body);
    await download(response, await this.exports.open(kind, null, format, who), format, kind);
  }
}
