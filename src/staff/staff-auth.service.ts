import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../config.js';
import { TooMany } from '../errors.js';
import { Links } from '../links/links.js';
import { linkToken, makeAuth, type Auth } from './auth.js';
import { poolOf } from './pool.js';

/** A session that is open, and the cookies to hand on because its end moved. */
export interface OpenSession {
  id: string;
  staffUserId: string;
  cookies: string[];
}

/** The one place that speaks to better-auth. */
@Injectable()
export class StaffAuth {
  private readonly log = new Logger('better-auth');
  private made: Promise<Auth> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly dataSource: DataSource,
    private readonly links: Links,
  ) {}

  /** Whether browsers are to send our cookies over TLS only. */
  get secureCookies(): boolean {
    return this.config.production || this.config.publicUrl.startsWith('https:');
  }

  /** The session a request's cookies stand for. @param headers with the caller's cookies */
  async session(headers: Headers): Promise<OpenSession | null> {
    if (!headers.get('cookie')?.includes('session_token')) return null;
    const { api } = await this.auth();
    const { response, headers: answered } = await api.getSession({ headers, returnHeaders: true });
    return response && { id: response.session.id, staffUserId: response.user.id, cookies: answered.getSetCookie() };
  }

  /** Has better-auth take a token of ours for the account of an address, whether there is one or not. */
  async expect(token: string, email: string): Promise<void> {
    const { api } = await this.auth();
    await linkToken.run(token, () => api.signInMagicLink({ body: { email }, headers: new Headers() }));
  }

  /**
   * Asks one of better-auth's own routes, under its rate limits.
   * @param headers of the caller, whose origin has been checked
   * @throws TooMany
   */
  async ask(method: 'GET' | 'POST', path: string, headers: Headers, body?: unknown): Promise<Response> {
    const { handler } = await this.auth();
    const own = new Headers(headers);
    own.set('origin', new URL(this.config.publicUrl).origin);
    own.set('content-type', 'application/json');
    const url = `${this.config.publicUrl}/auth${path}`;
    const content = method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {};
    const response = await handler(new Request(url, { method, headers: own, ...content }));
    if (response.status === 429)
      throw new TooMany('that was too often; please wait a while', Number(response.headers.get('x-retry-after')) || 60);
    return response;
  }

  /** What better-auth expects to be gone: links, challenges and limits that have ended. Real time. */
  async tidy(): Promise<void> {
    await this.dataSource.query('delete from staff_verification where expires_at < now()');
    await this.dataSource.query('delete from staff_session where expires_at < now()');
    await this.dataSource.query(`delete from staff_rate_limit where last_request < $1`, [Date.now() - 3600_000]);
    await this.dataSource.query('delete from sign_in where expires_at < now()');
  }

  private auth(): Promise<Auth> {
    return (this.made ??= makeAuth({
      publicUrl: this.config.publicUrl,
      secret: this.links.secret('staff session'),
      secureCookies: this.secureCookies,
      pool: poolOf(this.dataSource),
      mayEnter: (id) => this.mayEnter(id),
      log: (level, message) => (level === 'info' ? this.log.debug(message) : this.log[level](message)),
    }).catch((error) => {
      this.made = undefined;
      throw error;
    }));
  }

  private async mayEnter(staffUserId: string): Promise<boolean> {
    const found: unknown[] = await this.dataSource.query('select from staff_user where id = $1 and ended_at is null', [
      staffUserId,
    ]);
    return found.length > 0;
  }
}
