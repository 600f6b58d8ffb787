import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Conflict, Invalid, NotFound, TooMany } from '../errors.js';
import { Links } from '../links/links.js';
import { RateLimits } from '../links/rate-limits.js';
import { Outbox } from '../mail/outbox.js';
import { Audit } from './audit.service.js';
import { SIGN_IN_MINUTES } from './auth.js';
import { isCode, signInCode } from './sign-in-code.js';
import { StaffAuth } from './staff-auth.service.js';
import type { Role, StaffUser } from './staff-user.entity.js';

/** Times a code may be mistyped. */
const MOST_TRIES = 5;

/** An open way in, as its page needs to know it. */
export interface OpenSignIn {
  id: string;
  staffUserId: string;
  email: string;
  role: Role;
  hasPasskey: boolean;
  /** has never signed in before */
  first: boolean;
}

/** Somebody is in. */
export interface Entered {
  cookies: string[];
  /** whether to offer a passkey now: at the first sign-in, and to an admin without one each time */
  offerPasskey: boolean;
}

/** An admin who has a passkey tried to get in by mail. */
export class PasskeyNeeded extends Conflict {
  constructor() {
    super('Your account is kept by a passkey: sign in with it.');
  }
}

/** Ways in by mail: a link whose page has a button, and a code to type where the mail was asked for. */
@Injectable()
export class SignIns {
  private readonly byAddress;
  private readonly byNetwork;
  private readonly codesByNetwork;

  constructor(
    private readonly dataSource: DataSource,
    private readonly links: Links,
    private readonly outbox: Outbox,
    private readonly auth: StaffAuth,
    private readonly audit: Audit,
    limits: RateLimits,
  ) {
    this.byAddress = limits.limit('sign-in-address', 5, 900);
    this.byNetwork = limits.limit('sign-in-network', 20, 900);
    this.codesByNetwork = limits.limit('sign-in-code-network', 30, 900);
  }

  /**
   * Mails a way in if the address has an account. The same is done, and answered, for every address: for a stranger's the
   * mail is written too, and dropped when its turn comes.
   * @returns what the asking browser keeps, to be allowed to type the code
   * @throws TooMany for a network that asks too often
   */
  async request(email: string, network: string): Promise<string> {
    await this.byNetwork.take(network);
    const allowed = await this.byAddress.take(email).then(
      () => true,
      (error: unknown) => !(error instanceof TooMany),
    );
    const [account] = await this.dataSource.query<{ id: string }[]>(
      'select id from staff_user where email = $1 and ended_at is null',
      [email],
    );
    const id = await this.begin(email, allowed && account ? account.id : null, false);
    return this.links.token('asked', id, SIGN_IN_MINUTES * 60);
  }

  /** Mails an account a way in without having been asked. @returns the same link */
  async invite({ id, email }: Pick<StaffUser, 'id' | 'email'>): Promise<string> {
    return this.links.url('sign-in', await this.begin(email, id, true));
  }

  /** What a link opens. @throws NotFound for a link that is not good, or not any more */
  async open(token: string): Promise<OpenSignIn> {
    const [found] = await this.dataSource.query<OpenSignIn[]>(OPEN, [this.links.open('sign-in', token)]);
    if (!found) throw new NotFound('no such sign-in');
    return found;
  }

  /**
   * Uses a link up.
   * @throws NotFound for a link that is not good any more, PasskeyNeeded, TooMany
   */
  async enter(token: string, headers: Headers, way: 'link' | 'code' = 'link'): Promise<Entered> {
    const signIn = await this.open(token);
    if (signIn.role === 'admin' && signIn.hasPasskey) throw new PasskeyNeeded();
    const response = await this.auth.ask('GET', `/magic-link/verify?token=${encodeURIComponent(token)}`, headers);
    if (response.status !== 200) throw new NotFound('no such sign-in');
    await this.dataSource.query('delete from sign_in where id = $1', [signIn.id]);
    await this.entered(signIn.staffUserId, way);
    return {
      cookies: response.headers.getSetCookie(),
      offerPasskey: !signIn.hasPasskey && (signIn.first || signIn.role === 'admin'),
    };
  }

  /**
   * Signs in by a typed code, in the browser in which the mail was asked for.
   * @param asked what that browser kept
   * @throws Invalid for a wrong code, NotFound when there is nothing to type a code for any more, PasskeyNeeded, TooMany
   */
  async enterByCode(asked: string, typed: string, headers: Headers, network: string): Promise<Entered> {
    await this.codesByNetwork.take(network);
    const id = this.links.open('asked', asked);
    const counted = await this.dataSource.query<[unknown[], number]>(
      'update sign_in set tries = tries + 1 where id = $1 and tries < $2 and expires_at > now()',
      [id, MOST_TRIES],
    );
    if (counted[1] === 0) throw new NotFound('no such sign-in');
    const token = this.links.token('sign-in', id);
    if (!isCode(typed, signInCode(token)))
      throw new Invalid([{ field: 'code', problem: 'This is not the code in the newest mail.' }]);
    return this.enter(token, headers, 'code');
  }

  /** Writes down that somebody came in. */
  async entered(staffUserId: string, way: 'link' | 'code' | 'passkey'): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const [[account]] = await db.query<[[{ email: string }]]>(
        'update staff_user set signed_in_at = now() where id = $1 returning email',
        [staffUserId],
      );
      await this.audit.write(db, {
        actor: { id: staffUserId, address: account.email },
        act: 'sign-in',
        detail: { way },
      });
    });
  }

  /** The same steps for an account and for nobody. */
  private async begin(email: string, staffUserId: string | null, invited: boolean): Promise<string> {
    const [{ id }] = await this.dataSource.query<[{ id: string }]>(
      `insert into sign_in (staff_user_id, invited, expires_at)
       values ($1, $2, now() + make_interval(mins => $3)) returning id`,
      [staffUserId, invited, SIGN_IN_MINUTES],
    );
    await this.auth.expect(this.links.token('sign-in', id), email);
    const addressHash = this.links.addressHash(staffUserId ? email : 'nobody');
    await this.dataSource.transaction((db) =>
      this.outbox.post(db, { kind: 'sign-in', subjectId: id, recipientId: id, addressHash, hours: 1 }),
    );
    return id;
  }
}

const OPEN = `
  select s.id, u.id as "staffUserId", u.email, u.role, u.signed_in_at is null as first,
    exists (select from passkey p where p.user_id = u.id) as "hasPasskey"
  from sign_in s join staff_user u on u.id = s.staff_user_id
  where s.id = $1 and s.expires_at > now() and u.ended_at is null`;
