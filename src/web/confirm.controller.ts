import { Controller, Get, HttpCode, Param, Post, Render } from '@nestjs/common';
import { Joining } from '../enrolments/joining.service.js';
import { SignUps } from '../members/sign-ups.service.js';
import { weekly } from './dates.js';
import { joinedView } from './joined.view.js';

/** Confirming a sign-up: the page shows, only its button confirms. */
@Controller('confirm')
export class ConfirmController {
  constructor(
    private readonly signUps: SignUps,
    private readonly joining: Joining,
  ) {}

  @Get(':token')
  @Render('confirm')
  async page(@Param('token') token: string): Promise<object> {
    const { organisation, weekday, time } = await this.signUps.open(token);
    return { title: 'Start the lessons', token, organisation, slot: weekly(weekday, time) };
  }

  @Post(':token')
  @HttpCode(200)
  @Render('joined')
  async confirm(@Param('token') token: string): Promise<object> {
    return joinedView(await this.joining.confirm(token));
  }
}
