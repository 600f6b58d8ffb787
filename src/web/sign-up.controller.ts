import { Body, Controller, Get, Post, Render, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { parse } from '../parse.js';
import { CentreService } from '../centre/centre.service.js';
import { signUpForm } from '../members/sign-up.schema.js';
import { SignUps } from '../members/sign-ups.service.js';
import { submit, typed } from './form.js';
import { network } from '../links/network.js';
import { signUpView } from './sign-up.view.js';

@Controller('sign-up')
export class SignUpController {
  constructor(
    private readonly signUps: SignUps,
    private readonly centre: CentreService,
  ) {}

  @Get()
  @Render('sign-up')
  async form(): Promise<object> {
    const { weekday, time, zone } = await this.centre.get();
    return signUpView({ weekday: String(weekday), time, zone });
  }

  @Post()
  signUp(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const deed = async () => {
      await this.signUps.signUp(parse(signUpForm, body), network(request));
      return '/sign-up/sent';
    };
    return submit(response, deed, { view: 'sign-up', model: (problems) => signUpView(typed(body), problems) });
  }

  @Get('sent')
  @Render('sign-up-sent')
  sent(): object {
    return { title: 'Check your mailbox' };
  }
}
