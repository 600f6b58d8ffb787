import { Controller, Get, HttpCode, Param, Post, Render } from '@nestjs/common';
import { Invitations } from '../enrolments/invitations.service.js';
import { weekly, when } from './dates.js';
import { joinedView } from './joined.view.js';

/** The yes or no of somebody whose organisation put them on its roster. */
@Controller('invitation')
export class InvitationController {
  constructor(private readonly invitations: Invitations) {}

  @Get(':token')
  @Render('invitation')
  async page(@Param('token') token: string): Promise<object> {
    const { weekday, time, zone, state, noticed, ended, firstLesson, ...shown } = await this.invitations.open(token);
    const waiting = !ended && (state === 'invited' || state === 'withdrawn');
    return {
      title: noticed ? 'Your lessons' : 'Your invitation',
      token,
      ...shown,
      who: shown.enrolledBy ?? shown.organisation,
      slot: weekly(weekday, time),
      ended,
      waiting,
      noticed: noticed && state === 'active',
      open: waiting || (noticed && state === 'active'),
      ...(firstLesson && { firstLesson: when(firstLesson, zone) }),
    };
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
