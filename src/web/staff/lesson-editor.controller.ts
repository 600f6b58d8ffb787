import { Body, Controller, Get, HttpCode, Param, Post, Query, Redirect, Res } from '@nestjs/common';
import type { Response } from 'express';
import { parse } from '../../parse.js';
import { CentreService } from '../../centre/centre.service.js';
import { SampleLesson } from '../../drip/sample-lesson.js';
import { TestMail } from '../../drip/test-mail.js';
import { Conflict, Invalid } from '../../errors.js';
import { Drafts } from '../../programmes/drafts.service.js';
import { type InHand, Overtaken, wordsOf } from '../../programmes/in-hand.js';
import { checkDraft, type LessonDraft, readDraft } from '../../programmes/lesson-draft.js';
import { LessonCare, type LessonName } from '../../staff/lesson-care.service.js';
import { typed } from '../form.js';
import { type EditorShown, editorView, timeIn } from './lesson-editor.view.js';
import { draftFromForm } from './lesson-form.js';
import { fileForm, seenForm } from './lesson.schema.js';
import { type SignedIn, Who } from './signed-in.js';

/** One lesson, edited. What is typed comes as a form with each button; only what the button says is done. */
@Controller('admin/lessons/:programme/:step')
export class LessonEditorController {
  constructor(
    private readonly centre: CentreService,
    private readonly drafts: Drafts,
    private readonly care: LessonCare,
    private readonly samples: SampleLesson,
    private readonly testMail: TestMail,
  ) {}

  @Get()
  async page(@Param() name: LessonName, @Query('said') said: unknown, @Res() response: Response): Promise<void> {
    await this.show(response, 200, await this.find(name), { said });
  }

  @Post('draft')
  save(@Who() who: SignedIn, @Param() name: LessonName, @Body() body: unknown, @Res() response: Response) {
    return this.submit(response, name, body, async (draft, inHand) => {
      await this.care.save(name, draft, parse(seenForm, body), who);
      return inHand.draft?.publishAt ? 'saved-off' : 'saved';
    });
  }

  @Post('publish')
  publish(@Who() who: SignedIn, @Param() name: LessonName, @Body() body: unknown, @Res() response: Response) {
    return this.submit(response, name, body, async (draft) => {
      await this.care.publish(name, draft, parse(seenForm, body), who);
      return 'published';
    });
  }

  @Post('plan')
  plan(@Who() who: SignedIn, @Param() name: LessonName, @Body() body: unknown, @Res() response: Response) {
    return this.submit(response, name, body, async (draft) => {
      const at = timeIn((await this.centre.get()).zone, typed(body)['publishAt'] ?? '');
      if (!at) throw new Invalid([{ field: 'publishAt', problem: 'Choose a day and a time.' }]);
      await this.care.plan(name, draft, parse(seenForm, body), at, who);
      return 'planned';
    });
  }

  @Post('test')
  test(@Who() who: SignedIn, @Param() name: LessonName, @Body() body: unknown, @Res() response: Response) {
    return this.submit(response, name, body, async (draft, inHand) => {
      const read = checkDraft(draft);
      if ('problems' in read) throw new Invalid([]);
      const to = { name: who.name || 'Sam Sample', address: who.address };
      await this.testMail.send(await this.samples.letter(inHand.name, to, read.value)).catch(notTaken);
      await this.care.tested(name, who);
      await this.show(response, 200, inHand, { said: 'tested', typed: draft });
      return undefined;
    });
  }

  @Post('call-off')
  @Redirect()
  async callOff(@Who() who: SignedIn, @Param() name: LessonName): Promise<object> {
    await this.care.callOff(name, who);
    return { url: `${pathOf(name)}?said=called-off`, statusCode: 303 };
  }

  @Post('discard')
  async discard(@Who() who: SignedIn, @Param() name: LessonName, @Body() body: unknown, @Res() response: Response) {
    const inHand = await this.find(name);
    try {
      await this.care.discard(name, parse(seenForm, body), who);
      response.redirect(303, inHand.revision ? `${pathOf(name)}?said=discarded` : '/admin/lessons');
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      await this.show(response, 409, error.inHand, { overtaken: true });
    }
  }

  /** The words of a file are shown in the form; nothing is kept. */
  @Post('file')
  @HttpCode(200)
  async paste(@Param() name: LessonName, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const inHand = await this.find(name);
    const { text } = parse(fileForm, body);
    const read = readDraft(text, 'line');
    if ('value' in read) return this.show(response, 200, inHand, { typed: read.value });
    const problem = read.problems.map(({ field, problem: what }) => `${field.replace('line:', 'line ')}: ${what}`);
    await this.show(response, 422, inHand, {
      pasted: text,
      problems: [{ field: 'text', problem: problem.join('; ') }],
    });
  }

  private find({ programme, step }: LessonName): Promise<InHand> {
    return this.drafts.find(programme, step);
  }

  /** One way for every button: on to the page that says it was done, or the page again with what was typed. */
  private async submit(
    response: Response,
    name: LessonName,
    body: unknown,
    deed: (draft: LessonDraft, inHand: InHand) => Promise<string | undefined>,
  ): Promise<void> {
    const inHand = await this.find(name);
    const form = typed(body);
    const draft = draftFromForm(form);
    try {
      const said = await deed(draft, inHand);
      if (said) response.redirect(303, `${pathOf(name)}?said=${said}`);
    } catch (error) {
      const again = { typed: draft, publishAt: form['publishAt'] };
      if (error instanceof Overtaken) await this.show(response, 409, error.inHand, { ...again, overtaken: true });
      else if (error instanceof Invalid) {
        // Those of the lesson itself are found again when it is shown.
        const problems = error.problems.filter(({ field }) => ['', 'publishAt', 'version', 'revision'].includes(field));
        await this.show(response, 422, inHand, { ...again, problems });
      } else throw error;
    }
  }

  private async show(response: Response, status: number, inHand: InHand, shown: EditorShown): Promise<void> {
    const words = shown.typed ?? wordsOf(inHand);
    const findings = words ? await this.drafts.check(inHand, words) : { faults: [], warnings: [] };
    const { zone } = await this.centre.get();
    response.status(status).render('staff/lesson', editorView(inHand, findings, zone, shown));
  }
}

const pathOf = ({ programme, step }: LessonName): string => `/admin/lessons/${programme}/${step}`;

/** What the relay said is shown on the page. */
function notTaken(error: unknown): never {
  if (error instanceof Conflict) throw new Invalid([{ field: '', problem: `The test was ${error.message}` }]);
  throw error;
}
