import { Body, Controller, Get, HttpCode, Param, Post, Query, Redirect, Render, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { parse } from '../../parse.js';
import { CentreService } from '../../centre/centre.service.js';
import type { Problem } from '../../errors.js';
import { Digests } from '../../staff/digests.service.js';
import { OwnAccounts } from '../../staff/own-account.service.js';
import { refusal, submit, typed } from '../form.js';
import { callerHeaders, passCookies } from './caller.js';
import { deviceOf } from './device.js';
import { moment } from './moment.js';
import { type SignedIn, Who } from './signed-in.js';
import { digestForm, ownNameForm, passkeyForm } from './staff.schema.js';

const said: Record<string, string> = {
  name: 'Your name is saved.',
  added: 'The passkey is added. From now on you can sign in with it.',
  removed: 'The passkey is removed. Remove it on your device too.',
  ended: 'That session is ended.',
  'digest-on': 'You get the mail on Mondays.',
  'digest-off': 'You get no mail on Mondays any more.',
};

/** Staff's own account: name, passkeys, sessions, signing out. */
@Controller('staff')
export class OwnAccountController {
  constructor(
    private readonly own: OwnAccounts,
    private readonly digests: Digests,
    private readonly centre: CentreService,
  ) {}

  @Get()
  @Render('staff/account')
  page(@Who() who: SignedIn, @Query('said') what: unknown): Promise<object> {
    return this.view(who, { name: who.name }, [], what);
  }

  @Post('name')
  setName(@Who() who: SignedIn, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const deed = async () => {
      await this.own.setName(who.id, parse(ownNameForm, body).name);
      return '/staff?said=name';
    };
    return submit(response, deed, {
      view: 'staff/account',
      model: (problems) => this.view(who, typed(body), problems),
    });
  }

  @Post('digest')
  @Redirect()
  async switchDigest(@Who() who: SignedIn, @Body() body: unknown): Promise<object> {
    const { digest } = parse(digestForm, body);
    await this.digests.switch(digest, who);
    return { url: `/staff?said=digest-${digest ? 'on' : 'off'}`, statusCode: 303 };
  }

  @Post('sign-out')
  async signOut(@Req() request: Request, @Res() response: Response): Promise<void> {
    passCookies(response, await this.own.signOut(callerHeaders(request)));
    response.redirect(303, '/sign-in?said=out');
  }

  @Post('sessions/:session/end')
  @Redirect('/staff?said=ended', 303)
  async endSession(@Who() who: SignedIn, @Param('session') session: string): Promise<void> {
    await this.own.endSession(session, who);
  }

  /** Offered after the first sign-in, and to an admin without a passkey after each. */
  @Get('passkey')
  @Render('staff/passkey')
  offer(@Who() who: SignedIn): object {
    return { title: 'Add a passkey', admin: who.role === 'admin' };
  }

  @Post('passkeys/begin')
  @HttpCode(200)
  async beginPasskey(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<object> {
    const { options, cookies } = await this.own.beginPasskey(callerHeaders(request));
    passCookies(response, cookies);
    return options;
  }

  @Post('passkeys')
  @HttpCode(200)
  async addPasskey(@Who() who: SignedIn, @Body() body: unknown, @Req() request: Request): Promise<object> {
    const { response } = parse(passkeyForm, body);
    const name = deviceOf(request.headers['user-agent'] ?? null);
    await this.own.addPasskey(callerHeaders(request), response, name, who);
    return { next: '/staff?said=added' };
  }

  @Post('passkeys/:passkey/remove')
  @Redirect('/staff?said=removed', 303)
  async removePasskey(@Who() who: SignedIn, @Param('passkey') passkey: string): Promise<void> {
    await this.own.removePasskey(passkey, who);
  }

  private async view(
    who: SignedIn,
    form: Record<string, string>,
    problems: Problem[],
    what?: unknown,
  ): Promise<object> {
    const [passkeys, sessions] = await Promise.all([this.own.passkeys(who.id), this.own.sessions(who.id)]);
    const { zone } = await this.centre.get();
    return {
      title: 'Your account',
      address: who.address,
      role: who.role === 'admin' ? 'Administrator' : 'Coordinator',
      urge: who.role === 'admin' && passkeys.length === 0,
      passkeys: passkeys.map(({ id, name, createdAt }) => ({
        id,
        name: name ?? 'Passkey',
        since: moment(createdAt, zone),
      })),
      sessions: sessions.map((session) => ({
        id: session.id,
        device: deviceOf(session.userAgent),
        from: session.ipAddress,
        seen: moment(session.seenAt, zone),
        own: session.id === who.sessionId,
      })),
      ...(who.role === 'coordinator' && { digest: { wanted: await this.digests.wanted(who.id) } }),
      form,
      said: typeof what === 'string' ? said[what] : undefined,
      ...refusal(problems, ['name']),
    };
  }
}
