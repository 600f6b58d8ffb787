import { Body, Controller, Get, Param, Post, Render, Res } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { parse } from '../../parse.js';
import { allRows } from '../../enrolments/imports/roster-rows.js';
import { Rosters } from '../../enrolments/imports/rosters.service.js';
import { Conflict, Invalid, type Problem } from '../../errors.js';
import { chosenColumns } from '../../members/roster-head.js';
import { OrganisationCare } from '../../staff/organisation-care.service.js';
import { submit } from '../form.js';
import { download } from './download.js';
import { columnsForm } from './import.schema.js';
import { columnsView } from './import-columns.view.js';
import { rowColumns, rowLine } from './import-rows.view.js';

/** What stands where in an uploaded roster; and, afterwards, what became of each row. */
@Controller('organisations/:organisation/imports/:import')
export class ImportColumnsController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly organisations: OrganisationCare,
    private readonly rosters: Rosters,
  ) {}

  @Get('columns')
  @Render('staff/import-columns')
  page(@Param('organisation') organisationId: string, @Param('import') id: string): Promise<object> {
    return this.view(organisationId, id);
  }

  @Post('columns')
  async lay(
    @Param('organisation') organisationId: string,
    @Param('import') id: string,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const roster = await this.rosters.find(organisationId, id);
    const deed = async () => {
      const { columns: chosen, header } = parse(columnsForm, body);
      const columns = chosenColumns(chosen, (await this.rosters.head(roster)).layout.columns);
      if (columns.address.length + columns.perhapsAddress.length === 0)
        throw new Invalid([{ field: 'columns', problem: 'Say which column has the e-mail addresses.' }]);
      await this.rosters.lay(roster, columns, header);
      return `/organisations/${organisationId}/imports/${id}`;
    };
    await submit(response, deed, {
      view: 'staff/import-columns',
      model: (problems) => this.view(organisationId, id, body, problems),
    });
  }

  @Get('rows.csv')
  async rows(
    @Param('organisation') organisationId: string,
    @Param('import') id: string,
    @Res() response: Response,
  ): Promise<void> {
    const { state } = await this.rosters.find(organisationId, id);
    const before = state === 'uploaded' || state === 'reading' || state === 'ready';
    await download(response, { columns: rowColumns, rows: this.lines(id, before) }, 'csv', `import-${id}`);
  }

  private async *lines(id: string, before: boolean): AsyncGenerator<unknown[]> {
    for await (const row of allRows(this.dataSource, id)) yield rowLine(row, before);
  }

  private async view(organisationId: string, id: string, body?: unknown, problems: Problem[] = []): Promise<object> {
    const [organisation, roster] = await Promise.all([
      this.organisations.find(organisationId),
      this.rosters.find(organisationId, id),
    ]);
    if (!['uploaded', 'reading', 'ready'].includes(roster.state))
      throw new Conflict('The people of this import were added already, or it was cancelled.');
    const typed = body === undefined ? undefined : parse(columnsForm, body);
    return columnsView(organisation, roster, await this.rosters.head(roster), { typed, problems });
  }
}
