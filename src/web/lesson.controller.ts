import { Body, Controller, Get, Param, Post, Query, Redirect, Render, Res } from '@nestjs/common';
import type { Response } from 'express';
import { parse } from '../parse.js';
import { OwnPages } from '../progress/own-page.service.js';
import { Answering } from '../progress/answering.service.js';
import { LessonPages } from '../progress/lesson-page.service.js';
import { submit, typed } from './form.js';
import { answersForm, lessonQuery, outcomeForm } from './lesson.schema.js';
import { lessonView } from './lesson.view.js';
import { type LessonShown, questionId } from './question.view.js';

const said: Record<string, string> = {
  'page-link': 'A link to your own page is on its way to your mailbox. It works for one hour.',
};

/** A lesson behind its mailed link: reading changes nothing, only the forms do. */
@Controller('lesson/:token')
export class LessonController {
  constructor(
    private readonly pages: LessonPages,
    private readonly answering: Answering,
    private readonly ownPages: OwnPages,
  ) {}

  @Get()
  @Render('lesson')
  page(@Param('token') token: string, @Query() query: unknown): Promise<object> {
    const { choice, again, said: what } = parse(lessonQuery, query);
    return this.view(token, { choice, again, said: what && said[what] });
  }

  /** Where a refused form leaves the browser; somebody may load it again. */
  @Get(['answers', 'outcome'])
  @Redirect()
  back(@Param('token') token: string): object {
    return { url: `/lesson/${token}`, statusCode: 303 };
  }

  @Post('answers')
  answer(@Param('token') token: string, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const deed = async () => {
      const chosen = parse(answersForm, body);
      await this.answering.answer(token, chosen);
      return `/lesson/${token}#${questionId(Object.keys(chosen)[0]!)}`;
    };
    const picked = answersForm.safeParse(body).data;
    return submit(response, deed, { view: 'lesson', model: (problems) => this.view(token, { problems, picked }) });
  }

  @Post('outcome')
  setOutcome(@Param('token') token: string, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const deed = async () => {
      const { outcome, remindOn } = parse(outcomeForm, body);
      await this.answering.setOutcome(token, outcome, remindOn);
      return `/lesson/${token}#outcome`;
    };
    const { remindOn } = typed(body);
    return submit(response, deed, { view: 'lesson', model: (problems) => this.view(token, { problems, remindOn }) });
  }

  @Post('outcome/undo')
  @Redirect()
  async undoOutcome(@Param('token') token: string): Promise<object> {
    await this.answering.undoOutcome(token);
    return { url: `/lesson/${token}#outcome`, statusCode: 303 };
  }

  @Post('page-link')
  @Redirect()
  async mailPageLink(@Param('token') token: string): Promise<object> {
    await this.ownPages.requestByLesson(token);
    return { url: `/lesson/${token}?said=page-link`, statusCode: 303 };
  }

  private async view(token: string, shown: LessonShown): Promise<object> {
    return lessonView(await this.pages.byToken(token), shown);
  }
}
