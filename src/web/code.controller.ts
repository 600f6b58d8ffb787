import { Body, Controller, Get, Post, Render, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { parse } from '../parse.js';
import type { Problem } from '../errors.js';
import { CodeEntry } from '../progress/code-entry.service.js';
import { refusal, submit, typed } from './form.js';
import { network } from '../links/network.js';

const codeForm = z.object({
  code: z
    .string({ error: 'Type the code from the mail.' })
    .trim()
    .min(1, { error: 'Type the code from the mail.' })
    .max(100, { error: 'This is too long for a code.' }),
});

const view = (form: Record<string, string>, problems: Problem[] = []) => ({
  title: 'Type your code',
  form,
  ...refusal(problems, ['code']),
});

/** The way into a lesson without following a link. */
@Controller('go')
export class CodeController {
  constructor(private readonly codes: CodeEntry) {}

  @Get()
  @Render('go')
  form(): object {
    return view({});
  }

  @Post()
  open(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const deed = async () => `/lesson/${await this.codes.tokenFor(parse(codeForm, body).code, network(request))}`;
    return submit(response, deed, { view: 'go', model: (problems) => view(typed(body), problems) });
  }
}
