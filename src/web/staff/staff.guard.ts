import { type CanActivate, type ExecutionContext, ForbiddenException, Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../../config.js';
import { Conflict, NotFound } from '../../errors.js';
import { standingOf } from '../../organisations/standing.js';
import { StaffAccounts } from '../../staff/accounts.service.js';
import { Coordinators } from '../../staff/coordinators.service.js';
import { verdict, whoMay } from '../../staff/permissions.js';
import { StaffAuth } from '../../staff/staff-auth.service.js';
import { callerHeaders, passCookies } from './caller.js';
import { isCrossOrigin } from './cross-origin.js';
import { SignInNeeded } from './sign-in-needed.js';
import { keepSignedIn, type SignedIn } from './signed-in.js';

/** Holds the table of permissions: it stands before every route, and lets pass those that are not for staff. */
@Injectable()
export class StaffGuard implements CanActivate {
  private readonly origin: string;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly auth: StaffAuth,
    private readonly accounts: StaffAccounts,
    private readonly coordinators: Coordinators,
    private readonly dataSource: DataSource,
  ) {
    this.origin = new URL(config.publicUrl).origin;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    const who = whoMay(request.method, (request.route as { path: string }).path);
    if (!who) return true;
    if (isCrossOrigin(request.method, request.headers, this.origin)) throw new ForbiddenException();
    const signedIn = who === 'anyone' ? undefined : await this.signedIn(request, response);
    const coordinates = who === 'coordinator' && signedIn !== undefined && (await this.coordinates(request, signedIn));
    const said = verdict(who, signedIn?.role, coordinates);
    if (said === 'sign-in') throw new SignInNeeded();
    if (said === 'hidden') throw new NotFound('no such page');
    if (request.params['organisation'] !== undefined) await this.stands(request);
    return true;
  }

  /** What went into another organisation is gone; what has ended is only looked at. */
  private async stands(request: Request): Promise<void> {
    const standing = await standingOf(this.dataSource.manager, organisationIn(request));
    if (standing === 'merged') throw new NotFound('no such page');
    if (standing === 'ended' && !['GET', 'HEAD'].includes(request.method))
      throw new Conflict('This organisation has ended: nothing of it can be changed.');
  }

  private async signedIn(request: Request, response: Response): Promise<SignedIn | undefined> {
    const session = await this.auth.session(callerHeaders(request));
    const account = session && (await this.accounts.find(session.staffUserId));
    if (!account) return undefined;
    passCookies(response, session.cookies);
    const { id, name, role, email: address } = account;
    const signedIn = { id, name, role, address, sessionId: session.id };
    keepSignedIn(request, signedIn);
    response.locals['staff'] = { address, admin: role === 'admin' };
    return signedIn;
  }

  private async coordinates(request: Request, { id, role }: SignedIn): Promise<boolean> {
    const organisation = organisationIn(request);
    return role === 'coordinator' && (await this.coordinators.coordinates(id, organisation));
  }
}

function organisationIn(request: Request): string {
  const { organisation } = request.params;
  if (typeof organisation !== 'string' || !/^\d{1,18}$/.test(organisation)) throw new NotFound('no such page');
  return organisation;
}
