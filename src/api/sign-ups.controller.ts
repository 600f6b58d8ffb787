import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { signUpForm } from '../members/sign-up.schema.js';
import { SignUps } from '../members/sign-ups.service.js';
import { network } from '../links/network.js';
import { parse } from '../parse.js';
import type { Operation } from './operation.js';

export const signUpOperations: Operation[] = [
  {
    method: 'post',
    path: '/sign-ups',
    summary:
      'Signs somebody up; they confirm by the mail they get. The answer is the same whether the address is known or not.',
    who: 'anyone',
    body: signUpForm,
    status: 202,
  },
];

/** Signing up, by the same rules as the form. */
@Controller('api/v1/sign-ups')
export class SignUpsApi {
  constructor(private readonly signUps: SignUps) {}

  @Post()
  @HttpCode(202)
  async signUp(@Body() body: unknown, @Req() request: Request): Promise<void> {
    await this.signUps.signUp(parse(signUpForm, body), network(request));
  }
}
