import { Controller, Get, Param, Post, Query, Redirect, Render, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { parse } from '../../parse.js';
import { CentreService } from '../../centre/centre.service.js';
import { rowsToLookAt } from '../../enrolments/imports/roster-rows.js';
import { Rosters } from '../../enrolments/imports/rosters.service.js';
import { Invalid, type Problem } from '../../errors.js';
import { FIRST_PROGRAMME } from '../../enrolments/starting.service.js';
import { OrganisationCare } from '../../staff/organisation-care.service.js';
import { RosterCare } from '../../staff/roster-care.service.js';
import { submit, typed } from '../form.js';
import { uploadForm } from './import.schema.js';
import { importView } from './import.view.js';
import { importsView, newImportView } from './imports.view.js';
import { type SignedIn, Who } from './signed-in.js';
import { TooLarge, type Uploaded, withUpload } from './upload.js';

/** Imports shown in the list. */
const MOST = 100;

/** An organisation's imports: the list, uploading, how far one is and what came of it. */
@Controller('organisations/:organisation/imports')
export class ImportsController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly centre: CentreService,
    private readonly organisations: OrganisationCare,
    private readonly care: RosterCare,
    private readonly rosters: Rosters,
  ) {}

  @Get()
  @Render('staff/imports')
  async list(@Param('organisation') id: string): Promise<object> {
    const [organisation, { zone }] = await Promise.all([this.organisations.find(id), this.centre.get()]);
    return importsView(organisation, await this.rosters.list(id, MOST), zone);
  }

  @Get('new')
  @Render('staff/import-new')
  form(@Param('organisation') id: string): Promise<object> {
    return this.newView(id, {}, []);
  }

  @Post()
  async upload(
    @Who() who: SignedIn,
    @Param('organisation') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.organisations.find(id);
    const deed = () => withUpload(request, response, (uploaded) => this.keep(who, id, uploaded));
    await submit(response, deed, {
      view: 'staff/import-new',
      model: (problems) => this.newView(id, typed(request.body), problems),
      status: (error) => (error instanceof TooLarge ? 413 : 422),
    });
  }

  @Get(':import')
  async page(
    @Param('organisation') organisationId: string,
    @Param('import') id: string,
    @Query('page') page: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const [organisation, roster] = await Promise.all([
      this.organisations.find(organisationId),
      this.rosters.find(organisationId, id),
    ]);
    if (roster.state === 'uploaded')
      return response.redirect(302, `/organisations/${organisationId}/imports/${id}/columns`);
    const number = Number(typeof page === 'string' && /^\d{1,5}$/.test(page) ? page : 0);
    const rows = await rowsToLookAt(this.dataSource, id, number);
    const { zone } = await this.centre.get();
    const undoable = this.rosters.undoableUntil(roster);
    response.render('staff/import', importView(organisation, roster, { rows, page: number, undoable, zone }));
  }

  @Post(':import/start')
  @Redirect()
  async start(@Who() who: SignedIn, @Param('organisation') organisationId: string, @Param('import') id: string) {
    await this.care.start(await this.rosters.find(organisationId, id), who);
    return this.back(organisationId, id);
  }

  @Post(':import/cancel')
  @Redirect()
  async cancel(@Who() who: SignedIn, @Param('organisation') organisationId: string, @Param('import') id: string) {
    await this.care.cancel(await this.rosters.find(organisationId, id), who);
    return this.back(organisationId, id);
  }

  @Post(':import/undo')
  @Redirect()
  async undo(@Who() who: SignedIn, @Param('organisation') organisationId: string, @Param('import') id: string) {
    await this.care.undo(await this.rosters.find(organisationId, id), who);
    return this.back(organisationId, id);
  }

  private back(organisationId: string, id: string): { url: string; statusCode: number } {
    return { url: `/organisations/${organisationId}/imports/${id}`, statusCode: 303 };
  }

  private async keep(who: SignedIn, organisationId: string, { body, file }: Uploaded): Promise<string> {
    const { programme, text } = parse(uploadForm, body);
    const pasted = text.trim() ? { name: 'Pasted text', content: once(Buffer.from(text)) } : undefined;
    const chosen = file ?? pasted;
    if (!chosen) throw new Invalid([{ field: 'file', problem: 'Choose a file, or paste the rows below.' }]);
    const upload = { fileName: chosen.name, content: chosen.content, programmeId: programme };
    const id = await this.care.upload(organisationId, upload, who);
    return `/organisations/${organisationId}/imports/${id}/columns`;
  }

  private async newView(id: string, form: Record<string, string>, problems: Problem[]): Promise<object> {
    const [organisation, programmes] = await Promise.all([this.organisations.find(id), this.care.choices()]);
    const first = programmes.find(({ slug }) => slug === FIRST_PROGRAMME)?.id;
    return newImportView(organisation, programmes, { programme: first ?? '', ...form }, problems);
  }
}

async function* once(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}
