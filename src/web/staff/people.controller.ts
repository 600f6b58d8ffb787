import { Body, Controller, Get, Param, Post, Query, Redirect, Render, Res } from '@nestjs/common';
import type { Response } from 'express';
import { parse } from '../../parse.js';
import { Invalid, NotFound } from '../../errors.js';
import { OrganisationCare } from '../../staff/organisation-care.service.js';
import { PeopleActs } from '../../staff/people/people-acts.service.js';
import { PeopleUndo } from '../../staff/people/people-undo.service.js';
import { submit, typed } from '../form.js';
import { actView } from './people-act.view.js';
import { PeoplePages } from './people-page.js';
import { chosenForm, peopleFields, peopleQuery, type PeopleQuery } from './people.schema.js';
import { peopleView } from './people.view.js';
import { type SignedIn, Who } from './signed-in.js';
import { happened } from './wish.view.js';

const ID = /^\d{1,18}$/;

/** An organisation's people: the list, and what is done with several of them: chosen, seen, done, undone. */
@Controller('organisations/:organisation/people')
export class PeopleController {
  constructor(
    private readonly pages: PeoplePages,
    private readonly acts: PeopleActs,
    private readonly undoing: PeopleUndo,
    private readonly care: OrganisationCare,
  ) {}

  @Get()
  @Render('staff/people')
  async list(@Param('organisation') id: string, @Query() query: Record<string, unknown>): Promise<object> {
    return peopleView({ ...(await this.pages.list(id, peopleQuery(query))), act: await this.done(id, query['act']) });
  }

  @Post('acts')
  choose(@Param('organisation') id: string, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const query = filterOf(body);
    const deed = async () => {
      const wish = await this.pages.wish(body);
      const { who, member } = parse(chosenForm, body);
      const members = who === 'all' ? await this.pages.everybody(id, query) : member;
      if (members.length === 0) throw new Invalid([{ field: 'member', problem: 'Tick somebody first.' }]);
      const act = await this.acts.choose(id, wish, members);
      return `/organisations/${id}/people/acts/${act}?${new URLSearchParams(peopleFields(query))}`;
    };
    return submit(response, deed, {
      view: 'staff/people',
      model: async (problems) => {
        const ticked = chosenForm.safeParse(body).data?.member ?? [];
        return peopleView({ ...(await this.pages.list(id, query)), form: typed(body), ticked, problems });
      },
    });
  }

  @Get('acts/:act')
  async preview(
    @Param('organisation') id: string,
    @Param('act') act: string,
    @Query() query: Record<string, unknown>,
    @Res() response: Response,
  ): Promise<void> {
    const organisation = await this.care.find(id);
    const chosen = await this.acts.open(id, numbered(act));
    const back = list(id, peopleQuery(query));
    if (chosen.doneAt) return response.redirect(303, list(id, peopleQuery(query), chosen.id));
    const preview = await this.acts.preview(id, chosen);
    response.render('staff/people-act', actView(organisation, chosen, preview, back));
  }

  @Post('acts/:act')
  @Redirect()
  async do(
    @Who() who: SignedIn,
    @Param('organisation') id: string,
    @Param('act') act: string,
    @Query() query: Record<string, unknown>,
  ): Promise<object> {
    await this.acts.do(id, numbered(act), who);
    return { url: list(id, peopleQuery(query), act), statusCode: 303 };
  }

  @Post('acts/:act/undo')
  @Redirect()
  async undo(@Who() who: SignedIn, @Param('organisation') id: string, @Param('act') act: string): Promise<object> {
    await this.undoing.undo(id, numbered(act), who);
    return { url: `/organisations/${id}/people?act=${act}`, statusCode: 303 };
  }

  /** What an act in the address has done; one that is forgotten says nothing. */
  private async done(organisationId: string, id: unknown) {
    if (typeof id !== 'string' || !ID.test(id)) return undefined;
    try {
      const act = await this.acts.open(organisationId, id);
      return act.doneAt ? { id, said: happened(act), undoable: act.undoable } : undefined;
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }
}

/** @throws NotFound for what cannot be an id */
export function numbered(id: string): string {
  if (!ID.test(id)) throw new NotFound('no such thing');
  return id;
}

function list(organisationId: string, query: PeopleQuery, act?: string): string {
  const of = new URLSearchParams({ ...peopleFields(query), ...(act && { act }) });
  return `/organisations/${organisationId}/people${of.size > 0 ? `?${of}` : ''}`;
}

/** The filter that the list had when its form was sent. */
function filterOf(body: unknown): PeopleQuery {
  const entries = Object.entries(typed(body)).filter(([name]) => name.startsWith('filter.'));
  return peopleQuery(Object.fromEntries(entries.map(([name, value]) => [name.slice('filter.'.length), value])));
}
