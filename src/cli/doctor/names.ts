import type { MxRecord } from 'node:dns';
import type { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { NoNetwork, said } from './verdict.js';

/** What the DNS answers when a name, or a record of the kind, is not there. */
const NOTHING = new Set(['ENOTFOUND', 'ENODATA']);
const CANNOT_REACH =
  /ENETUNREACH|EHOSTUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL|EAI_|ENOTFOUND|EDNS|timed?_?\s?out|in required time/i;
/** How long, in milliseconds, the network is given to show itself. */
const PATIENCE = 3000;

/**
 * Looks names up in the DNS. What is not there is an empty list.
 * @throws NoNetwork when nothing of the world's DNS can be seen from here; Error when only these name servers do not answer
 */
export class Names {
  /** Whether the world's DNS answers: the root has name servers, wherever one looks from. */
  readonly reached: Promise<boolean>;

  constructor(
    private readonly resolver: Resolver,
    patience = PATIENCE,
  ) {
    const roots = ['.', 'com'].map((zone) => resolver.resolveNs(zone));
    const seen = Promise.any(roots).then(
      () => true,
      () => false,
    );
    this.reached = Promise.race([seen, pause(patience, false, { ref: false })]);
  }

  /** Texts, each put together from its parts. */
  async txt(name: string): Promise<string[]> {
    const records = await this.look(name, () => this.resolver.resolveTxt(name));
    return records.map((parts) => parts.join(''));
  }

  /** Mail servers, the preferred first; one with an empty name says that there is no mail here (RFC 7505). */
  async mx(name: string): Promise<MxRecord[]> {
    const records = await this.look(name, () => this.resolver.resolveMx(name));
    return records.sort((a, b) => a.priority - b.priority);
  }

  /** Addresses of both families; of an address, itself. */
  async addresses(name: string): Promise<string[]> {
    if (isIP(name)) return [name];
    const [four, six] = await Promise.all([
      this.look(name, () => this.resolver.resolve4(name)),
      this.look(name, () => this.resolver.resolve6(name)),
    ]);
    return [...four, ...six];
  }

  /** The names an address goes by (PTR). */
  pointers(address: string): Promise<string[]> {
    return this.look(address, () => this.resolver.reverse(address));
  }

  /** Goes on quietly when an error is the other side's doing. @throws NoNetwork when it is for want of a network */
  async blame(error: unknown): Promise<void> {
    const { code = '' } = error as { code?: string };
    if (CANNOT_REACH.test(`${code} ${said(error)}`) && !(await this.reached)) throw new NoNetwork();
  }

  private async look<T>(name: string, ask: () => Promise<T[]>): Promise<T[]> {
    try {
      return await ask();
    } catch (error) {
      const { code = '' } = error as { code?: string };
      if (!(await this.reached)) throw new NoNetwork('', { cause: error });
      if (NOTHING.has(code)) return [];
      throw new Error(`the name servers for ${name} give no answer (${code})`, { cause: error });
    }
  }
}
