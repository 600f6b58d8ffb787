import { Body, Controller, Get, Post, Render, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { parse } from '../parse.js';
import { OwnPages } from '../progress/own-page.service.js';
import type { Problem } from '../errors.js';
import { addressField } from '../members/sign-up.schema.js';
import { refusal, submit, typed } from './form.js';
import { network } from '../links/network.js';

const addressForm = z.object({ address: addressField });
const view = (form: Record<string, string>, problems: Problem[] = []) => ({
  title: 'Your own page',
  form,
  ...refusal(problems, ['address']),
});

/** Asking for a link to one's own page; the answer is the same for every address. */
@Controller('my-page')
export class MyPageController {
  constructor(private readonly ownPages: OwnPages) {}

  @Get()
  @Render('my-page')
  form(): object {
    return view({});
  }

  @Post()
  request(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const deed = async () => {
      await this.ownPages.requestByAddress(parse(addressForm, body).address.key, network(request));
      return '/my-page/sent';
    };
    return submit(response, deed, { view: 'my-page', model: (problems) => view(typed(body), problems) });
  }

  @Get('sent')
  @Render('my-page-sent')
  sent(): object {
    return { title: 'Check your mailbox' };
  }

  @Get('erased')
  @Render('erased')
  erased(): object {
    return { title: 'It is done' };
  }
}
