import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { NotFound } from '../errors.js';
import { accentSheet } from './accent.js';
import { assetsByPath } from './assets.js';

/** Style sheets and the icon: all from here, nothing from anybody else. */
@Controller('assets')
export class AssetsController {
  @Get('accent-:hex.css')
  accent(@Param('hex') hex: string, @Res() response: Response): void {
    if (!/^[0-9a-f]{6}$/.test(hex)) throw new NotFound('no such accent');
    response
      .set('Cache-Control', 'public, max-age=86400')
      .type('text/css')
      .send(accentSheet(`#${hex}`));
  }

  @Get(':file')
  file(@Param('file') file: string, @Req() request: Request, @Res() response: Response): void {
    const asset = assetsByPath.get(`/assets/${file}`);
    if (!asset) throw new NotFound('no such file');
    const zip = request.acceptsEncodings(['gzip', 'identity']) === 'gzip';
    response.set({
      'Cache-Control': 'public, max-age=31536000, immutable',
      'Content-Type': asset.type,
      Vary: 'Accept-Encoding',
    });
    if (zip) response.set('Content-Encoding', 'gzip');
    response.send(zip ? asset.zipped : asset.body);
  }
}
