import { Controller, Get, Param, Render } from '@nestjs/common';
import { Syllabuses } from './syllabuses.js';

/** What a programme teaches. */
@Controller('programmes')
export class ProgrammeController {
  constructor(private readonly syllabuses: Syllabuses) {}

  @Get(':slug')
  @Render('programme')
  page(@Param('slug') slug: string): Promise<object> {
    return this.syllabuses.page(slug);
  }
}
