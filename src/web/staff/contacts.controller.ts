import { Body, Controller, Get, Param, Post, Query, Redirect, Render, Res } from '@nestjs/common';
import type { Response } from 'express';
import { parse } from '../../parse.js';
import { contactLines } from '../../centre/contact-lines.js';
import { CentreService, type ContactKey } from '../../centre/centre.service.js';
import type { Problem } from '../../errors.js';
import { ContactCare } from '../../staff/contact-care.service.js';
import { submit, typed } from '../form.js';
import { contactForm, nationForm } from './contact.schema.js';
import { contactsView, contactView } from './contacts.view.js';
import { type SignedIn, Who } from './signed-in.js';

/** Whom lessons, mails and pages name, for admins: `key`, or `key.nation` for a nation's own line. */
@Controller('admin/centre/contacts')
export class ContactsController {
  constructor(
    private readonly centre: CentreService,
    private readonly care: ContactCare,
  ) {}

  @Get()
  @Render('staff/contacts')
  list(@Query('said') said: unknown): Promise<object> {
    return this.listView({ said });
  }

  @Post()
  addNation(@Who() who: SignedIn, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const deed = async () => {
      const which = parse(nationForm, body);
      await this.care.addNation(which, who);
      return `/admin/centre/contacts/${which.key}.${which.nation}`;
    };
    return submit(response, deed, { view: 'staff/contacts', model: (problems) => this.listView({ body, problems }) });
  }

  @Get(':contact')
  @Render('staff/contact')
  async page(@Param('contact') id: string): Promise<object> {
    return contactView(await this.care.find(named(id)), {});
  }

  @Post(':contact')
  change(
    @Who() who: SignedIn,
    @Param('contact') id: string,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const which = named(id);
    const deed = async () => {
      await this.care.change(which, parse(contactForm(contactLines[which.key]?.needs ?? []), body), who);
      return '/admin/centre/contacts?said=saved';
    };
    return submit(response, deed, {
      view: 'staff/contact',
      model: async (problems) => contactView(await this.care.find(which), { form: typed(body), problems }),
    });
  }

  @Post(':contact/checked')
  @Redirect('/admin/centre/contacts?said=checked', 303)
  async check(@Who() who: SignedIn, @Param('contact') id: string): Promise<void> {
    await this.care.check(named(id), who);
  }

  @Post(':contact/remove')
  @Redirect('/admin/centre/contacts?said=removed', 303)
  async remove(@Who() who: SignedIn, @Param('contact') id: string): Promise<void> {
    await this.care.remove(named(id), who);
  }

  private async listView(shown: { said?: unknown; body?: unknown; problems?: Problem[] }): Promise<object> {
    return contactsView(await this.centre.lines(), await this.care.today(), shown);
  }
}

function named(id: string): ContactKey {
  const [key = '', nation = ''] = id.split('.');
  return { key, nation };
}
