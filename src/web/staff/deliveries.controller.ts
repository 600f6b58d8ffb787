import { Body, Controller, Get, Param, Post, Query, Redirect, Render, Res } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { parse } from '../../parse.js';
import { CentreService } from '../../centre/centre.service.js';
import { Clock } from '../../clock.js';
import { NotFound, type Problem } from '../../errors.js';
import { Links } from '../../links/links.js';
import { Suppressions } from '../../mail/suppressions.js';
import { addressField } from '../../members/sign-up.schema.js';
import { DeliveryCare } from '../../staff/delivery-care.service.js';
import { placeIn } from '../../stats/deliveries/delivery-line.js';
import { deliveriesTo, deliveryList, deliveryLists, listLengths } from '../../stats/deliveries/delivery-list.js';
import { domainPicture } from '../../stats/deliveries/domain-picture.js';
import { heardOf } from '../../stats/deliveries/heard-of.js';
import { refusal, submit, typed } from '../form.js';
import { deliveriesToView, deliveriesView, deliveryListView } from './deliveries.view.js';
import { RunNow } from './run-now.js';
import { type SignedIn, Who } from './signed-in.js';

/** Deliveries on a page, and domains in the picture. */
const PAGE = 50;
const DOMAINS = 30;

const findForm = z.object({ address: addressField });
const list = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(z.string().regex(/^\d{1,18}$/)).max(1000),
);
const chosenForm = z.object({
  act: z.enum(['resend', 'let-be'], { error: 'Choose what to do.' }),
  who: z.enum(['ticked', 'all']).catch('ticked'),
  mail: list.catch([]),
});

/** What was sent and what became of it; for admins. An address is never part of a path: its keyed hash, the mark, is. */
@Controller('admin/deliveries')
export class DeliveriesController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly centre: CentreService,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly suppressions: Suppressions,
    private readonly care: DeliveryCare,
    private readonly running: RunNow,
  ) {}

  @Get()
  @Render('staff/deliveries')
  overview(): Promise<object> {
    return this.view();
  }

  @Post('find')
  find(@Body() body: unknown, @Res() response: Response): Promise<void> {
    const deed = () => {
      const { address } = parse(findForm, body);
      return Promise.resolve(`/admin/deliveries/to/${this.links.addressHash(address.key).toString('hex')}`);
    };
    return submit(response, deed, {
      view: 'staff/deliveries',
      model: (problems) => this.view(typed(body), problems),
    });
  }

  @Post('unconfirmed')
  @Redirect()
  async decide(@Who() who: SignedIn, @Body() body: unknown): Promise<object> {
    const { act, who: whom, mail } = parse(chosenForm, body);
    const chosen = whom === 'all' ? whom : mail;
    const count = act === 'resend' ? await this.care.resend(chosen, who) : await this.care.letBe(chosen, who);
    return { url: `/admin/deliveries/unconfirmed?said=${act}&count=${count}`, statusCode: 303 };
  }

  @Get('to/:mark')
  @Render('staff/deliveries-list')
  async to(@Param('mark') mark: string, @Query('after') after: unknown): Promise<object> {
    if (!/^[0-9a-f]{64}$/.test(mark)) throw new NotFound('no such address');
    const lines = await deliveriesTo(this.dataSource, mark, placeIn(after), PAGE + 1);
    const heard = await heardOf(this.dataSource, mark, PAGE);
    const suppressed = Boolean(await this.suppressions.reason(Buffer.from(mark, 'hex')));
    const { zone } = await this.centre.get();
    return deliveriesToView({ lines, heard, mark, suppressed }, PAGE, zone);
  }

  @Get(':list')
  @Render('staff/deliveries-list')
  async list(
    @Param('list') name: string,
    @Query('after') after: unknown,
    @Query('said') said: unknown,
    @Query('count') count: unknown,
  ): Promise<object> {
    const known = deliveryLists.find((one) => one === name);
    if (!known) throw new NotFound('no such list');
    const lines = await deliveryList(this.dataSource, known, placeIn(after), PAGE + 1);
    const { zone } = await this.centre.get();
    return { ...deliveryListView(known, lines, PAGE, zone), said: saidOf(said, count) };
  }

  private async view(form: Record<string, string> = {}, problems: Problem[] = []): Promise<object> {
    const now = this.clock.now();
    const { zone } = await this.centre.get();
    const domains = await domainPicture(this.dataSource, now, DOMAINS);
    const lengths = await listLengths(this.dataSource);
    const { run, relays } = await this.running.read();
    return { ...deliveriesView({ run, relays, lengths, domains, now }, zone), form, ...refusal(problems, ['address']) };
  }
}

function saidOf(said: unknown, count: unknown): string | undefined {
  const mails = typeof count === 'string' && /^\d{1,9}$/.test(count) ? Number(count) : 0;
  const them = mails === 1 ? 'One mail' : `${mails.toLocaleString('en-GB')} mails`;
  if (said === 'resend' && mails === 0) return 'Nothing was chosen.';
  if (said === 'resend') return `${them} will be sent again within a minute or two, by day where the person is.`;
  if (said === 'let-be') return mails === 0 ? 'Nothing was chosen.' : `${them} stay${mails === 1 ? 's' : ''} as it is.`;
  return undefined;
}
