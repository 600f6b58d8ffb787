import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import type { Response } from 'express';
import { parse } from '../../parse.js';
import { RosterAdding } from '../../enrolments/roster-adding.js';
import { FIRST_PROGRAMME } from '../../enrolments/starting.service.js';
import type { Problem } from '../../errors.js';
import { OrganisationCare } from '../../staff/organisation-care.service.js';
import { RosterCare } from '../../staff/roster-care.service.js';
import { weekly } from '../dates.js';
import { options, refusal, submit, typed } from '../form.js';
import { slotView } from '../slot.view.js';
import { personForm } from './import.schema.js';
import { type SignedIn, Who } from './signed-in.js';

const fields = ['name', 'address', 'programme', 'weekday', 'time'];

/** Adding one person to an organisation, by the rules of a roster. */
@Controller('organisations/:organisation/people/new')
export class AddPersonController {
  constructor(
    private readonly organisations: OrganisationCare,
    private readonly care: RosterCare,
    private readonly adding: RosterAdding,
  ) {}

  @Get()
  @Render('staff/person-new')
  form(@Param('organisation') id: string, @Query('said') said: unknown): Promise<object> {
    return this.view(id, {}, { said: said === 'added' });
  }

  @Post()
  async add(
    @Who() who: SignedIn,
    @Param('organisation') id: string,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    await this.organisations.find(id);
    const deed = async () => {
      const { programme, ...form } = parse(personForm, body);
      await this.care.add(id, { ...form, programmeId: programme }, who);
      return `/organisations/${id}/people/new?said=added`;
    };
    await submit(response, deed, {
      view: 'staff/person-new',
      model: (problems) => this.view(id, typed(body), { problems }),
    });
  }

  private async view(
    id: string,
    form: Record<string, string>,
    { problems = [], said = false }: { problems?: Problem[]; said?: boolean },
  ): Promise<object> {
    const [organisation, programmes] = await Promise.all([this.organisations.find(id), this.care.choices()]);
    const usual = await this.adding.slotOf(organisation);
    const chosen = form['programme'] ?? programmes.find(({ slug }) => slug === FIRST_PROGRAMME)?.id;
    const { weekday, time } = form;
    const notice = organisation.joining === 'notice';
    return {
      title: 'Add a person',
      wide: true,
      organisation: { id, name: organisation.name },
      form,
      notice,
      usual: weekly(usual.weekday, usual.time),
      slot: slotView({ ...(weekday && { weekday }), ...(time && { time }) }),
      programmes: options(
        programmes.map((programme) => [programme.id, programme.title] as const),
        chosen,
      ),
      ...(said && {
        said: notice ? 'Added. A mail tells them when the first lesson comes.' : 'Added. An invitation is on its way.',
      }),
      ...refusal(problems, fields),
    };
  }
}
