import { Body, Controller, Param, Post, Redirect } from '@nestjs/common';
import { parse } from '../../parse.js';
import { LessonCare } from '../../staff/lesson-care.service.js';
import { chooseForm, moveForm } from './lesson.schema.js';
import { type SignedIn, Who } from './signed-in.js';

/** What is done with a lesson as a whole, from the list of lessons. */
@Controller('admin/lessons/:programme/:step')
export class LessonStepsController {
  constructor(private readonly care: LessonCare) {}

  @Post('move')
  @Redirect()
  async move(
    @Who() who: SignedIn,
    @Param() name: { programme: string; step: string },
    @Body() body: unknown,
  ): Promise<object> {
    await this.care.move(name, parse(moveForm, body).to, who);
    return { url: `/admin/lessons?said=moved#${name.programme}-${name.step}`, statusCode: 303 };
  }

  @Post('retire')
  @Redirect('/admin/lessons?said=retired', 303)
  async retire(@Who() who: SignedIn, @Param() name: { programme: string; step: string }): Promise<void> {
    await this.care.retire(name, who);
  }

  @Post('bring-back')
  @Redirect('/admin/lessons?said=back', 303)
  async bringBack(@Who() who: SignedIn, @Param() name: { programme: string; step: string }): Promise<void> {
    await this.care.bringBack(name, who);
  }

  @Post('choose')
  @Redirect()
  async choose(
    @Who() who: SignedIn,
    @Param() name: { programme: string; step: string },
    @Body() body: unknown,
  ): Promise<object> {
    const { words, hash } = parse(chooseForm, body);
    await this.care.choose(name, words, hash, who);
    return { url: `/admin/lessons?said=file-${words === 'file' ? 'taken' : 'declined'}`, statusCode: 303 };
  }
}
