import { Body, Controller, Get, Param, Post, Query, Redirect, Render, Res } from '@nestjs/common';
import type { Response } from 'express';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { parse } from '../../parse.js';
import { QuietWeeks } from '../../centre/quiet-weeks.service.js';
import { NotFound, type Problem } from '../../errors.js';
import { personName } from '../../members/sign-up.schema.js';
import { CentreCare } from '../../staff/centre-care.service.js';
import { ContactCare } from '../../staff/contact-care.service.js';
import { day } from '../dates.js';
import { refusal, submit, typed } from '../form.js';
import { dayField } from './centre.schema.js';
import { type SignedIn, Who } from './signed-in.js';

/** Longer than the weeks without sending can be meant to be. */
const LONGEST_DAYS = 60;
const said: Record<string, string> = {
  added: 'Added. Slots and reminders of those days wait for the first after them.',
  removed: 'Taken away. Lessons go out on those days again.',
};

const quietForm = z
  .object({ label: personName('a name, such as Christmas', 80), firstDay: dayField, lastDay: dayField })
  .superRefine(({ firstDay, lastDay }, context) => {
    const days = DateTime.fromISO(lastDay).diff(DateTime.fromISO(firstDay), 'days').days;
    const wrong = (message: string) => context.addIssue({ code: 'custom', path: ['lastDay'], message });
    if (days < 0) wrong('The last day comes before the first.');
    if (days >= LONGEST_DAYS) wrong(`Keep it to ${LONGEST_DAYS} days.`);
  });

/** The weeks without sending, for admins. */
@Controller('admin/centre/quiet-weeks')
export class QuietWeeksController {
  constructor(
    private readonly quietWeeks: QuietWeeks,
    private readonly care: CentreCare,
    private readonly contacts: ContactCare,
  ) {}

  @Get()
  @Render('staff/quiet-weeks')
  list(@Query('said') what: unknown): Promise<object> {
    return this.view({}, [], what);
  }

  @Post()
  add(@Who() who: SignedIn, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const deed = async () => {
      await this.care.addQuietWeek(parse(quietForm, body), who);
      return '/admin/centre/quiet-weeks?said=added';
    };
    return submit(response, deed, {
      view: 'staff/quiet-weeks',
      model: (problems) => this.view(typed(body), problems),
    });
  }

  @Post(':week/remove')
  @Redirect('/admin/centre/quiet-weeks?said=removed', 303)
  async remove(@Who() who: SignedIn, @Param('week') id: string): Promise<void> {
    if (!/^\d{1,18}$/.test(id)) throw new NotFound('no such week');
    await this.care.removeQuietWeek(id, who);
  }

  private async view(form: Record<string, string>, problems: Problem[], what?: unknown): Promise<object> {
    const today = await this.contacts.today();
    const weeks = (await this.quietWeeks.list()).map(({ firstDay, lastDay, ...week }) => ({
      ...week,
      days: firstDay === lastDay ? day(firstDay) : `${day(firstDay)} to ${day(lastDay)}`,
      over: lastDay < today,
    }));
    return {
      title: 'Weeks without sending',
      wide: true,
      weeks,
      form,
      said: typeof what === 'string' ? said[what] : undefined,
      ...refusal(problems, ['label', 'firstDay', 'lastDay']),
    };
  }
}
