import { Controller, Get, HttpCode, Param, Post, Render } from '@nestjs/common';
import { Invitations } from '../enrolments/invitations.service.js';
import { weekly } from './dates.js';
import { joinedView } from './joined.view.js';

/** The yes or no of somebody whose organisation put them on its roster. */
@Controller('invitation')
export class InvitationController {
  constructor(private readonly invitations: Invitations) {}

  @Get(':token')
  @Render('invitation')
  async page(@Param('token') token: string): Promise<object> {
    const { name, organisation, programme, weekday, time, state } = await this.invitations.open(token);
    const waiting = state === 'invited' || state === 'withdrawn';
    return { title: 'Your invitation', token, name, organisation, programme, slot: weekly(weekday, time), waiting };
  }

  @Post(':token')
  @HttpCode(200)
  @Render('joined')
  async accept(@Param('token') token: string): Promise<object> {
    return joinedView(await this.invitations.accept(token));
  }

  @Post(':token/decline')
  @HttpCode(200)
  @Render('declined')
  async decline(@Param('token') token: string): Promise<object> {
    await this.invitations.decline(token);
    return { title: 'Thank you for telling us' };
  }
}
