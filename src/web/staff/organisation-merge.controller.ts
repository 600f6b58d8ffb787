import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { parse } from '../../parse.js';
import { NotFound, type Problem } from '../../errors.js';
import { OrganisationCare } from '../../staff/organisation-care.service.js';
import { OrganisationMerge } from '../../staff/organisation-merge.service.js';
import { organisationList } from '../../stats/organisation-list.js';
import { refusal, submit } from '../form.js';
import { mergePreviewView } from './organisation-merge.view.js';
import { type SignedIn, Who } from './signed-in.js';

const mergeForm = z.object({
  into: z.string({ error: 'Choose an organisation.' }).regex(/^\d{1,18}$/, { error: 'Choose an organisation.' }),
});

/** Merging an organisation into another that is the same, for admins: search, see what happens, do it. */
@Controller('organisations/:organisation/merge')
export class OrganisationMergeController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly care: OrganisationCare,
    private readonly merging: OrganisationMerge,
  ) {}

  @Get()
  @Render('staff/organisation-merge')
  async page(
    @Param('organisation') id: string,
    @Query('name') name: unknown,
    @Query('into') into: unknown,
  ): Promise<object> {
    if (into === undefined) return this.view(id, name);
    if (!mergeForm.safeParse({ into }).success) throw new NotFound('no such organisation');
    return mergePreviewView(await this.merging.preview(id, into as string));
  }

  @Post()
  merge(
    @Who() who: SignedIn,
    @Param('organisation') id: string,
    @Body() body: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const deed = async () => {
      const { into } = parse(mergeForm, body);
      await this.merging.merge(id, into, who);
      return `/organisations/${into}?said=merged`;
    };
    return submit(response, deed, {
      view: 'staff/organisation-merge',
      model: (problems) => this.view(id, undefined, problems),
    });
  }

  private async view(id: string, typed: unknown, problems: Problem[] = []): Promise<object> {
    const organisation = await this.care.find(id);
    // Those of the same first word are the likeliest.
    const name = typeof typed === 'string' ? typed.trim().slice(0, 200) : (organisation.name.split(' ')[0] ?? '');
    const { lines } = await organisationList(this.dataSource, { name, page: 0 });
    return {
      title: `Merge ${organisation.name}`,
      wide: true,
      organisation,
      name,
      others: lines.filter((line) => line.id !== id && !line.endedAt),
      ...refusal(problems, []),
    };
  }
}
