import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Invalid } from '../errors.js';
import { Links } from '../links/links.js';
import { RateLimits } from '../links/rate-limits.js';
import { readCode } from './codes.js';

/** The way into a lesson for those who rather type than click: the code that stands in its mail. */
@Injectable()
export class CodeEntry {
  private readonly tries;

  constructor(
    private readonly dataSource: DataSource,
    private readonly links: Links,
    limits: RateLimits,
  ) {
    this.tries = limits.limit('code', 10, 3600);
  }

  /**
   * The token of the lesson whose code somebody typed.
   * @param network where it comes from: ten wrong ones an hour
   * @throws Invalid, TooMany
   */
  async tokenFor(typed: string, network: string): Promise<string> {
    // Counted before it is looked at, so that many at once are no way round the limit.
    await this.tries.take(network);
    const id = await this.lesson(readCode(typed));
    if (id === undefined)
      throw new Invalid([
        { field: 'code', problem: 'That is not the code of a lesson. Please look at the mail once more.' },
      ]);
    await this.tries.giveBack(network);
    return this.links.token('lesson', id);
  }

  private async lesson(code: string | undefined): Promise<string | undefined> {
    if (code === undefined) return undefined;
    const found = await this.dataSource.query<{ id: string }[]>(
      `select id from delivery where code = $1 and kind = 'lesson' limit 2`,
      [code],
    );
    return found.length === 1 ? found[0]!.id : undefined;
  }
}
