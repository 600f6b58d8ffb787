import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import { Mailbox } from '../mailbox/mailbox.js';
import { relayFrom, type Relay } from '../relay.js';
import { Breakers } from './breakers.js';
import { isNear, relayName, relayNames } from './names.js';
import { Outlet } from './outlet.js';
import { SendPace } from './send-pace.js';
import { Tally } from './tally.js';

/** Where mail goes out. */
@Injectable()
export class Outlets {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly mailbox: Mailbox,
    private readonly breakers: Breakers,
    private readonly pace: SendPace,
    private readonly tally: Tally,
  ) {}

  /** Names of the relays of the settings, in order of preference. */
  get names(): string[] {
    return relayNames(this.config);
  }

  /** The relays of the settings, or the built-in mailbox; each becomes known to the database. */
  async ofSettings(): Promise<Outlet> {
    const { relays } = this.config;
    return this.over(relays.length > 0 ? relays : [await this.mailbox.address()], this.names);
  }

  /** How to reach the relay that mail goes to now; where none is well, the first. */
  async current(): Promise<Relay> {
    await this.breakers.refresh();
    const url = this.config.relays[this.names.indexOf(this.breakers.current(this.names))];
    return relayFrom(url ?? (await this.mailbox.address()), this.config.dkim);
  }

  /** These relays, in order of preference. @param urls such as `smtps://user:password@host` */
  async over(urls: string[], names = urls.map(relayName)): Promise<Outlet> {
    const known = [];
    for (const [index, url] of urls.entries()) {
      const name = names[index]!;
      const settings = relayFrom(url, this.config.dkim);
      known.push({ id: await this.breakers.register(name), name, near: isNear(settings.host), settings });
    }
    const { breakers, pace, tally } = this;
    return new Outlet(known, { breakers, pace, tally });
  }
}
