import { Controller, Get, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { fits } from '../../enrolments/offers.js';
import { OrganisationCare } from '../../staff/organisation-care.service.js';
import { ProgrammeGiving } from '../../staff/programme-giving.service.js';
import { programmesTaken } from '../../stats/programmes-taken.js';
import { type SignedIn, Who } from './signed-in.js';

/** Which programmes the people of an organisation take. */
@Controller('organisations/:organisation/programmes')
export class OrganisationProgrammesController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly care: OrganisationCare,
    private readonly giving: ProgrammeGiving,
  ) {}

  @Get()
  @Render('staff/organisation-programmes')
  async page(@Param('organisation') id: string, @Query('enrolled') enrolled: unknown): Promise<object> {
    const organisation = await this.care.find(id);
    const programmes = await programmesTaken(this.dataSource, id);
    const count = typeof enrolled === 'string' && /^\d{1,7}$/.test(enrolled) ? Number(enrolled) : undefined;
    return {
      title: `Programmes of ${organisation.name}`,
      wide: true,
      organisation,
      programmes: programmes.map((programme) => ({
        ...programme,
        people: programme.could === 1 ? 'one person' : `${programme.could} people`,
        give: programme.could > 0 && !organisation.endedAt && fits(programme, organisation),
        other: !fits(programme, organisation),
      })),
      said: count === undefined ? undefined : `${count} ${count === 1 ? 'person is' : 'people are'} enrolled.`,
    };
  }

  @Post(':programme')
  @Redirect()
  async give(
    @Who() who: SignedIn,
    @Param('organisation') id: string,
    @Param('programme') slug: string,
  ): Promise<object> {
    const count = await this.giving.give(id, slug, who);
    return { url: `/organisations/${id}/programmes?enrolled=${count}`, statusCode: 303 };
  }
}
