import { Body, Controller, Get, Inject, Param, Post, Render, Res } from '@nestjs/common';
import type { Response } from 'express';
import { parse } from '../../parse.js';
import { CONFIG, type Config } from '../../config.js';
import { NotFound, type Problem } from '../../errors.js';
import { Links } from '../../links/links.js';
import { StaffAccounts } from '../../staff/accounts.service.js';
import { refusal, submit, typed } from '../form.js';
import { askForm } from './staff.schema.js';

const view = (token: string, form: Record<string, string>, problems: Problem[] = []) => ({
  title: 'Set up',
  token,
  form,
  ...refusal(problems, ['address']),
});

/** The first administrator of a service that nobody runs yet. The address is printed at the start, and is gone with its use. */
@Controller('set-up/:token')
export class SetUpController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly links: Links,
    private readonly accounts: StaffAccounts,
  ) {}

  @Get()
  @Render('staff/set-up')
  async page(@Param('token') token: string): Promise<object> {
    await this.check(token);
    return view(token, {});
  }

  @Post()
  async make(@Param('token') token: string, @Body() body: unknown, @Res() response: Response): Promise<void> {
    await this.check(token);
    const deed = async () => {
      const { address } = parse(askForm, body);
      const actor = { id: null, address: 'the set-up address' };
      const link = await this.accounts.invite(address, { name: '', role: 'admin', organisationIds: [] }, actor);
      return new URL(link).pathname;
    };
    return submit(response, deed, {
      view: 'staff/set-up',
      model: (problems) => view(token, typed(body), problems),
    });
  }

  private async check(token: string): Promise<void> {
    this.links.open('set-up', token);
    if (this.config.production || !(await this.accounts.none())) throw new NotFound('set up already');
  }
}
