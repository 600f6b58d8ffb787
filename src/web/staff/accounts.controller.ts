import { Body, Controller, Get, Param, Post, Query, Redirect, Render, Res } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { parse } from '../../parse.js';
import { CentreService } from '../../centre/centre.service.js';
import { Conflict, Invalid, type Problem } from '../../errors.js';
import { StaffAccounts } from '../../staff/accounts.service.js';
import { submit } from '../form.js';
import { accountsView, accountView } from './accounts.view.js';
import { type SignedIn, Who } from './signed-in.js';
import { accountForm, inviteForm } from './staff.schema.js';

/** Accounts of staff, for admins. */
@Controller('admin/staff')
export class AccountsController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly centre: CentreService,
    private readonly accounts: StaffAccounts,
  ) {}

  @Get()
  @Render('staff/accounts')
  list(@Query('said') said: unknown): Promise<object> {
    return this.listView({ said });
  }

  @Post()
  invite(@Who() who: SignedIn, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const deed = async () => {
      const { address, organisations: organisationIds, ...wish } = parse(inviteForm, body);
      await this.accounts.invite(address, { ...wish, organisationIds }, who);
      return '/admin/staff?said=invited';
    };
    return submit(response, deed, {
      view: 'staff/accounts',
      model: (problems) => this.listView({ body, problems }),
    });
  }

  @Get(':account')
  @Render('staff/admin-account')
  page(@Who() who: SignedIn, @Param('account') id: string, @Query('said') said: unknown): Promise<object> {
    return this.view(who, id, { said });
  }

  @Post(':account')
  change(
    @Who() who: SignedIn,
    @Param('account') id: string,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const deed = async () => {
      const { organisations: organisationIds, ...wish } = parse(accountForm, body);
      await this.accounts.change(id, { ...wish, organisationIds }, who).catch(besideRole);
      return `/admin/staff/${id}?said=saved`;
    };
    return submit(response, deed, {
      view: 'staff/admin-account',
      model: (problems) => this.view(who, id, { body, problems }),
    });
  }

  @Post(':account/link')
  @Redirect()
  async link(@Param('account') id: string): Promise<object> {
    await this.accounts.remind(id);
    return { url: `/admin/staff/${id}?said=mailed`, statusCode: 303 };
  }

  @Post(':account/reset-passkeys')
  @Redirect()
  async resetPasskeys(@Who() who: SignedIn, @Param('account') id: string): Promise<object> {
    await this.accounts.resetPasskeys(id, who);
    return { url: `/admin/staff/${id}?said=reset`, statusCode: 303 };
  }

  @Post(':account/end')
  @Redirect('/admin/staff?said=ended', 303)
  async end(@Who() who: SignedIn, @Param('account') id: string): Promise<void> {
    await this.accounts.end(id, who);
  }

  private async listView(shown: { said?: unknown; body?: unknown; problems?: Problem[] }): Promise<object> {
    const { zone } = await this.centre.get();
    return accountsView(await this.accounts.list(), await this.organisations(), zone, shown);
  }

  private async view(
    who: SignedIn,
    id: string,
    shown: { said?: unknown; body?: unknown; problems?: Problem[] },
  ): Promise<object> {
    const { zone } = await this.centre.get();
    return accountView(await this.accounts.line(id), await this.organisations(), zone, who.id, shown);
  }

  private organisations(): Promise<{ id: string; name: string }[]> {
    return this.dataSource.query(
      `select id, name from organisation where ended_at is null and merged_into is null order by lower(name), id limit 500`,
    );
  }
}

/** What cannot be done to a role is said beside it. */
function besideRole(error: unknown): never {
  if (error instanceof Conflict) throw new Invalid([{ field: 'role', problem: error.message }]);
  throw error;
}
