import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Logos } from '../centre/logos.service.js';
import { NotFound } from '../errors.js';
import { accentSheet } from './accent.js';
import { assetsByPath } from './assets.js';

/** Style sheets, the icon and the centre's logo: all from here, nothing from anybody else. */
@Controller('assets')
export class AssetsController {
  constructor(private readonly logos: Logos) {}

  @Get('accent-:colours.css')
  accent(@Param('colours') colours: string, @Res() response: Response): void {
    const [, day, night] = /^([0-9a-f]{6})(?:-([0-9a-f]{6}))?$/.exec(colours) ?? [];
    if (!day) throw new NotFound('no such accent');
    response
      .set('Cache-Control', 'public, max-age=86400')
      .type('text/css')
      .send(accentSheet(`#${day}`, night && `#${night}`));
  }

  @Get('logo-:hash.:extension')
  async logo(@Param('hash') hash: string, @Res() response: Response): Promise<void> {
    const logo = await this.logos.find(hash);
    if (!logo) throw new NotFound('no such logo');
    response
      // Mails show it too, some of them inside somebody else's page.
      .set({ 'Cache-Control': 'public, max-age=31536000, immutable', 'Cross-Origin-Resource-Policy': 'cross-origin' })
      .type(logo.type)
      .send(logo.body);
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
