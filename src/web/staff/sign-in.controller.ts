import { Body, Controller, Get, HttpCode, Param, Post, Query, Redirect, Render, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { parse } from '../../parse.js';
import { NotFound, type Problem } from '../../errors.js';
import { SIGN_IN_MINUTES } from '../../staff/auth.js';
import { OwnAccounts } from '../../staff/own-account.service.js';
import { type Entered, PasskeyNeeded, SignIns } from '../../staff/sign-ins.service.js';
import { StaffAuth } from '../../staff/staff-auth.service.js';
import { refusal, submit, typed } from '../form.js';
import { network } from '../../links/network.js';
import { askedCookie, askedFrom } from './asked-cookie.js';
import { callerHeaders, passCookies } from './caller.js';
import { askForm, codeForm, entryForm } from './staff.schema.js';

const said: Record<string, string> = {
  ended: 'Please sign in. Sessions end after twelve hours without use.',
  out: 'You are signed out.',
  passkey: 'Your account is kept by a passkey: sign in with it. Did you lose it? Ask another administrator.',
  stale: 'That link or code is not good any more. Each works once, for a short time: ask for a new one.',
};
const askView = (form: Record<string, string>, problems: Problem[] = [], what?: unknown) => ({
  title: 'Sign in',
  form,
  said: typeof what === 'string' ? said[what] : undefined,
  ...refusal(problems, ['address']),
});
const sentView = (problems: Problem[] = []) => ({
  title: 'Check your mailbox',
  minutes: SIGN_IN_MINUTES,
  ...refusal(problems, ['code']),
});

/** The ways in for staff. The answer to an address is the same whether it has an account or not. */
@Controller('sign-in')
export class SignInController {
  constructor(
    private readonly signIns: SignIns,
    private readonly own: OwnAccounts,
    private readonly auth: StaffAuth,
  ) {}

  @Get()
  @Render('staff/sign-in')
  form(@Query('said') what: unknown): object {
    return askView({}, [], what);
  }

  @Post()
  ask(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const deed = async () => {
      const asked = await this.signIns.request(parse(askForm, body).address, network(request));
      response.append('Set-Cookie', askedCookie(asked, this.auth.secureCookies));
      return '/sign-in/sent';
    };
    return submit(response, deed, {
      view: 'staff/sign-in',
      model: (problems) => askView(typed(body), problems),
    });
  }

  @Get('sent')
  @Render('staff/sign-in-sent')
  sent(): object {
    return sentView();
  }

  /** Where a refused code leaves the browser; somebody may load it again. */
  @Get('code')
  @Redirect('/sign-in/sent', 303)
  back(): void {}

  @Post('code')
  byCode(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const deed = () =>
      this.enter(response, async () => {
        const { code } = parse(codeForm, body);
        return this.signIns.enterByCode(askedFrom(request), code, callerHeaders(request), network(request));
      });
    return submit(response, deed, { view: 'staff/sign-in-sent', model: (problems) => sentView(problems) });
  }

  @Post('passkey/begin')
  @HttpCode(200)
  async beginPasskey(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<object> {
    const { options, cookies } = await this.own.beginEntry(callerHeaders(request));
    passCookies(response, cookies);
    return options;
  }

  @Post('passkey')
  @HttpCode(200)
  async byPasskey(
    @Body() body: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const { cookies } = await this.own.enter(callerHeaders(request), parse(entryForm, body).response);
    passCookies(response, cookies);
    return { next: '/organisations' };
  }

  /** The page a mailed link opens. Looking at it uses nothing up. */
  @Get(':token')
  async page(@Param('token') token: string, @Res() response: Response): Promise<void> {
    try {
      const { email } = await this.signIns.open(token);
      response.render('staff/sign-in-link', { title: 'Sign in', token, email });
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      response.status(404).render('staff/sign-in', askView({}, [], 'stale'));
    }
  }

  @Post(':token')
  async byLink(@Param('token') token: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    response.redirect(303, await this.enter(response, () => this.signIns.enter(token, callerHeaders(request))));
  }

  /** @returns where to go on */
  private async enter(response: Response, way: () => Promise<Entered>): Promise<string> {
    try {
      const { cookies, offerPasskey } = await way();
      passCookies(response, cookies);
      return offerPasskey ? '/staff/passkey' : '/organisations';
    } catch (error) {
      if (error instanceof PasskeyNeeded) return '/sign-in?said=passkey';
      if (error instanceof NotFound) return '/sign-in?said=stale';
      throw error;
    }
  }
}
