import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { parse } from '../../parse.js';
import { Clock } from '../../clock.js';
import { NotFound, type Problem } from '../../errors.js';
import { OrganisationCare } from '../../staff/organisation-care.service.js';
import { PeopleActs } from '../../staff/people/people-acts.service.js';
import { PersonCare } from '../../staff/people/person-care.service.js';
import { person } from '../../stats/person.js';
import { submit, typed } from '../form.js';
import { numbered } from './people.controller.js';
import { PeoplePages } from './people-page.js';
import { addressForm, nameForm, resendForm } from './people.schema.js';
import { personView } from './person.view.js';
import { type SignedIn, Who } from './signed-in.js';
import { happened } from './wish.view.js';

const said: Record<string, string> = {
  name: 'The name is saved.',
  address: 'The address is changed, and its owner is asked by mail. Lessons begin with their yes.',
  lesson: 'The lesson is on its way again.',
};

/** One person of an organisation. Listed after whatever has a path of its own below `people`. */
@Controller('organisations/:organisation/people/:member')
export class PersonController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly pages: PeoplePages,
    private readonly acts: PeopleActs,
    private readonly care: PersonCare,
    private readonly organisations: OrganisationCare,
  ) {}

  @Get()
  @Render('staff/person')
  page(
    @Param('organisation') organisationId: string,
    @Param('member') memberId: string,
    @Query('said') what: unknown,
    @Query('act') act: unknown,
  ): Promise<object> {
    return this.view(organisationId, memberId, { said: said[String(what)], act });
  }

  /** An act that could as well be done with many. */
  @Post()
  act(
    @Who() who: SignedIn,
    @Param('organisation') organisationId: string,
    @Param('member') memberId: string,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    return this.submit(response, { organisationId, memberId }, body, async () => {
      const wish = await this.pages.wish(body);
      const act = await this.acts.doNow(organisationId, numbered(memberId), wish, who);
      const list = `/organisations/${organisationId}/people`;
      return wish.act === 'remove' ? `${list}?act=${act}` : `${list}/${memberId}?act=${act}`;
    });
  }

  @Post('name')
  rename(
    @Who() who: SignedIn,
    @Param('organisation') organisationId: string,
    @Param('member') memberId: string,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    return this.change(response, { organisationId, memberId }, body, 'name', (key) =>
      this.care.rename(key, parse(nameForm, body).name, who),
    );
  }

  @Post('address')
  readdress(
    @Who() who: SignedIn,
    @Param('organisation') organisationId: string,
    @Param('member') memberId: string,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    return this.change(response, { organisationId, memberId }, body, 'address', (key) =>
      this.care.readdress(key, parse(addressForm, body).address, who),
    );
  }

  @Post('lessons')
  resend(
    @Who() who: SignedIn,
    @Param('organisation') organisationId: string,
    @Param('member') memberId: string,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    return this.change(response, { organisationId, memberId }, body, 'lesson', (key) =>
      this.care.resend(key, parse(resendForm, body).lesson, who),
    );
  }

  private change(
    response: Response,
    key: { organisationId: string; memberId: string },
    body: unknown,
    what: string,
    deed: (key: { organisationId: string; memberId: string }) => Promise<void>,
  ): Promise<void> {
    return this.submit(response, key, body, async () => {
      await deed({ ...key, memberId: numbered(key.memberId) });
      return `/organisations/${key.organisationId}/people/${key.memberId}?said=${what}`;
    });
  }

  private submit(
    response: Response,
    { organisationId, memberId }: { organisationId: string; memberId: string },
    body: unknown,
    deed: () => Promise<string>,
  ): Promise<void> {
    return submit(response, deed, {
      view: 'staff/person',
      model: (problems) => this.view(organisationId, memberId, { problems, form: typed(body) }),
    });
  }

  private async view(
    organisationId: string,
    memberId: string,
    shown: { said?: string | undefined; act?: unknown; problems?: Problem[]; form?: Record<string, string> },
  ): Promise<object> {
    const organisation = await this.organisations.find(organisationId);
    const { id, name, endedAt } = organisation;
    const found = await person(this.dataSource.manager, id, numbered(memberId), this.clock.now());
    if (!found) throw new NotFound('no such member');
    const [forms, fill] = await Promise.all([this.pages.forms(organisation), this.pages.filler(organisation)]);
    for (const { steps } of found.programmes) for (const step of steps) step.title = fill(step.title);
    const act = await this.done(organisationId, shown.act);
    return personView(found, { ...forms, ...shown, act, organisation: { id, name, ended: endedAt !== null } });
  }

  private async done(organisationId: string, id: unknown) {
    if (typeof id !== 'string' || !/^\d{1,18}$/.test(id)) return undefined;
    const act = await this.acts.open(organisationId, id).catch(() => undefined);
    return act?.doneAt ? { id, said: happened(act), undoable: act.undoable } : undefined;
  }
}
