import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { parse } from '../../parse.js';
import { NotFound } from '../../errors.js';
import { Drafts } from '../../programmes/drafts.service.js';
import { wordsOf } from '../../programmes/in-hand.js';
import { draftOf } from '../../programmes/lesson-draft.js';
import { lessonFileName, writeLesson } from '../../programmes/write-files.js';
import type { LessonName } from '../../staff/lesson-care.service.js';
import { typed } from '../form.js';
import { labelOf } from './lesson-fields.view.js';
import { draftFromForm, onForm } from './lesson-form.js';
import { LessonPreview } from './lesson-preview.js';
import { wayForm } from './lesson.schema.js';

/** One lesson, looked at: as mail, as page, as file, and with what is wrong with it. Nothing here changes anything. */
@Controller('admin/lessons/:programme/:step')
export class LessonWordsController {
  constructor(
    private readonly drafts: Drafts,
    private readonly preview: LessonPreview,
  ) {}

  /** What is kept, as a file. */
  @Get('file')
  async file(@Param() name: LessonName, @Res() response: Response): Promise<void> {
    const { revision, draft, step } = await this.drafts.find(name.programme, name.step);
    const text = revision ? writeLesson(draftOf(revision.content)) : draft?.text;
    if (text === undefined) throw new NotFound('nothing is written here yet');
    response.attachment(lessonFileName(step)).type('text/markdown').send(text);
  }

  @Get('preview')
  async previewKept(@Param() name: LessonName, @Query() query: unknown, @Res() response: Response): Promise<void> {
    const inHand = await this.drafts.find(name.programme, name.step);
    const words = wordsOf(inHand) ?? { front: {}, markdown: '' };
    await this.preview.answer(response, inHand, words, parse(wayForm, query).as);
  }

  /** A POST because it is long: it changes nothing. */
  @Post('preview')
  @HttpCode(200)
  async previewTyped(@Param() name: LessonName, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const words = draftFromForm(typed(body));
    await this.preview.answer(
      response,
      await this.drafts.find(name.programme, name.step),
      words,
      parse(wayForm, body).as,
    );
  }

  /** What is wrong with what is typed, for the script that shows it beside the fields. Changes nothing. */
  @Post('check')
  @HttpCode(200)
  async check(@Param() name: LessonName, @Body() body: unknown): Promise<object> {
    const words = draftFromForm(typed(body));
    const { faults } = await this.drafts.check(await this.drafts.find(name.programme, name.step), words);
    return {
      problems: faults.map((fault) => {
        const { field, problem } = onForm(fault, words);
        return { field, label: labelOf(field), problem };
      }),
    };
  }
}
