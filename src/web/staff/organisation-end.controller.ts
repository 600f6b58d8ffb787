import { Body, Controller, Get, Param, Post, Render, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { parse } from '../../parse.js';
import type { Problem } from '../../errors.js';
import { OrganisationCare } from '../../staff/organisation-care.service.js';
import { OrganisationEnds } from '../../staff/organisation-ends.service.js';
import { refusal, submit } from '../form.js';
import { type SignedIn, Who } from './signed-in.js';

const endForm = z.object({ name: z.string({ error: 'Type the name of the organisation.' }) });

/** Ending an organisation, for admins. */
@Controller('organisations/:organisation/end')
export class OrganisationEndController {
  constructor(
    private readonly care: OrganisationCare,
    private readonly ends: OrganisationEnds,
  ) {}

  @Get()
  @Render('staff/organisation-end')
  page(@Param('organisation') id: string): Promise<object> {
    return this.view(id);
  }

  @Post()
  end(
    @Who() who: SignedIn,
    @Param('organisation') id: string,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const deed = async () => {
      await this.ends.end(id, parse(endForm, body).name, who);
      return `/organisations/${id}`;
    };
    return submit(response, deed, {
      view: 'staff/organisation-end',
      model: (problems) => this.view(id, problems),
    });
  }

  private async view(id: string, problems: Problem[] = []): Promise<object> {
    const [organisation, { people, invited }] = await Promise.all([this.care.find(id), this.ends.preview(id)]);
    return {
      title: `End ${organisation.name}`,
      organisation,
      people: told(people),
      invited,
      ...refusal(problems, ['name']),
    };
  }
}

function told(people: number): string {
  if (people === 0) return 'Nobody takes part, so no mail goes out.';
  const who = people === 1 ? 'One person takes part' : `${people} people take part`;
  return `${who}: they get one last mail, which says that it is over.`;
}
