import { Body, Controller, Get, Param, Post, Query, Redirect, Render, Res } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { parse } from '../../parse.js';
import { CentreService } from '../../centre/centre.service.js';
import type { Problem } from '../../errors.js';
import { StaffAccounts } from '../../staff/accounts.service.js';
import { Coordinators } from '../../staff/coordinators.service.js';
import { OrganisationCare } from '../../staff/organisation-care.service.js';
import { organisationForm } from '../../staff/organisation.schema.js';
import { organisationList } from '../../stats/organisation-list.js';
import { submit, typed } from '../form.js';
import { organisationFields, organisationHead, organisationInForm, organisationsView } from './organisation.view.js';
import { type SignedIn, Who } from './signed-in.js';
import { coordinatorForm } from './staff.schema.js';

const said: Record<string, string> = {
  made: 'The organisation is made.',
  saved: 'Saved.',
  invited: 'A way to sign in was mailed to the coordinator.',
  merged: 'The two are one now.',
  taken: 'They do not coordinate this organisation any more.',
};
const wanted = (query: unknown) => (typeof query === 'string' ? query.trim().slice(0, 200) : '');

/** Organisations: the list, and the head of each one's page. */
@Controller('organisations')
export class OrganisationsController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly centre: CentreService,
    private readonly care: OrganisationCare,
    private readonly accounts: StaffAccounts,
    private readonly coordinators: Coordinators,
  ) {}

  @Get()
  @Render('staff/organisations')
  list(@Who() who: SignedIn, @Query('name') name: unknown, @Query('page') page: unknown): Promise<object> {
    return this.listView(who, wanted(name), Number(/^\d{1,6}$/.exec(wanted(page))?.[0] ?? 0));
  }

  @Post()
  make(@Who() who: SignedIn, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const deed = async () => `/organisations/${await this.care.make(parse(organisationForm, body), who)}?said=made`;
    return submit(response, deed, {
      view: 'staff/organisations',
      model: (problems) => this.listView(who, '', 0, typed(body), problems),
    });
  }

  @Get(':organisation')
  @Render('staff/organisation')
  page(@Who() who: SignedIn, @Param('organisation') id: string, @Query('said') what: unknown): Promise<object> {
    return this.view(who, id, { said: said[wanted(what)] });
  }

  @Post(':organisation')
  change(
    @Who() who: SignedIn,
    @Param('organisation') id: string,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const deed = async () => {
      await this.care.change(id, parse(organisationForm, body), who);
      return `/organisations/${id}?said=saved`;
    };
    return submit(response, deed, {
      view: 'staff/organisation',
      model: (problems) => this.view(who, id, { form: typed(body), problems }),
    });
  }

  @Post(':organisation/coordinators')
  async addCoordinator(
    @Who() who: SignedIn,
    @Param('organisation') id: string,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    await this.care.find(id);
    const deed = async () => {
      const { address, name } = parse(coordinatorForm, body);
      await this.accounts.invite(address, { name, role: 'coordinator', organisationIds: [id] }, who);
      return `/organisations/${id}?said=invited`;
    };
    return submit(response, deed, {
      view: 'staff/organisation',
      model: (problems) =>
        this.view(who, id, {
          problems: problems.map(({ problem }) => ({ field: 'address', problem })),
          address: typed(body)['address'],
        }),
    });
  }

  @Post(':organisation/coordinators/:account/remove')
  @Redirect()
  async removeCoordinator(
    @Who() who: SignedIn,
    @Param('organisation') id: string,
    @Param('account') account: string,
  ): Promise<object> {
    await this.coordinators.take(account, id, who);
    return { url: `/organisations/${id}?said=taken`, statusCode: 303 };
  }

  private async listView(
    who: SignedIn,
    name: string,
    page: number,
    form: Record<string, string> = {},
    problems: Problem[] = [],
  ): Promise<object> {
    const admin = who.role === 'admin';
    const coordinator = admin ? undefined : who.id;
    const found = await organisationList(this.dataSource, { coordinator, name, page });
    const fields = organisationFields(form, await this.centre.get(), problems);
    return { ...organisationsView(found, { name, page, admin }), ...fields };
  }

  private async view(
    who: SignedIn,
    id: string,
    shown: {
      said?: string | undefined;
      form?: Record<string, string>;
      problems?: Problem[];
      address?: string | undefined;
    },
  ): Promise<object> {
    const [organisation, coordinators, centre] = await Promise.all([
      this.care.find(id),
      this.coordinators.of(id),
      this.centre.get(),
    ]);
    const { said: words, form = organisationInForm(organisation), problems = [], address = '' } = shown;
    return {
      title: organisation.name,
      wide: true,
      admin: who.role === 'admin',
      organisation: organisationHead(organisation, centre),
      coordinators: coordinators.map((one) => ({ ...one, called: one.name || one.email })),
      said: words,
      address,
      ...organisationFields(form, centre, problems),
    };
  }
}
