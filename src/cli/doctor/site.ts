import type { Resolver } from 'node:dns/promises';
import type { Config } from '../../config.js';
import { Names } from './names.js';
import { OpenDatabase } from './open-database.js';
import { visitRelay, type RelayVisit } from './relay-visit.js';

/** What the checks look at, each thing opened once and by the first who asks. */
export class Site {
  readonly names: Names;
  readonly database: OpenDatabase;
  private readonly visits = new Map<string, Promise<RelayVisit>>();

  constructor(
    readonly config: Config,
    resolver: Resolver,
    /** certificate authorities to trust instead of the usual ones (PEM) */
    readonly authorities?: string[],
  ) {
    this.names = new Names(resolver);
    this.database = new OpenDatabase(config);
  }

  /** Calls on a relay and signs in, once. */
  relay(url: string): Promise<RelayVisit> {
    const visit = this.visits.get(url) ?? visitRelay(url, this.authorities);
    this.visits.set(url, visit);
    return visit;
  }

  close(): Promise<void> {
    return this.database.close();
  }
}
