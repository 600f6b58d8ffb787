import { Controller, Get, Render } from '@nestjs/common';
import { CentreService } from '../centre/centre.service.js';
import { day } from './dates.js';

/** The terms and the privacy notice, each with the version that acceptances are kept with. */
@Controller()
export class LegalController {
  constructor(private readonly centre: CentreService) {}

  @Get('terms')
  @Render('terms')
  async terms(): Promise<object> {
    return { title: 'Terms', version: version((await this.centre.get()).termsVersion) };
  }

  @Get('privacy')
  @Render('privacy')
  async privacy(): Promise<object> {
    return { title: 'Privacy notice', version: version((await this.centre.get()).privacyVersion) };
  }
}

function version(name: string): string {
  const date = day(name);
  return date === name ? `Version ${name}` : `Version ${name}, in force from ${date}`;
}
