import { alignment } from './alignment.js';
import { bounceMailbox } from './bounce-mailbox.js';
import { clock } from './clock.js';
import { contacts } from './contacts.js';
import { database } from './database.js';
import { disk } from './disk.js';
import { dkimKey } from './dkim-key.js';
import { dkim } from './dkim.js';
import { dmarc } from './dmarc.js';
import { domainsOf } from './domains.js';
import { mx } from './mx.js';
import { ptr } from './ptr.js';
import { publicAddress } from './public-address.js';
import { relayCheck } from './relay.js';
import { secrets } from './secrets.js';
import { sender } from './sender.js';
import type { Site } from './site.js';
import { spf } from './spf.js';
import type { Verdict } from './verdict.js';

/** One thing to look at, by the name it is reported under. */
export type Check = [name: string, look: (site: Site) => Promise<Verdict>];

/** Everything there is to look at, in the order of the report. What holds for several domains or relays comes once for each. */
export function checksFor({ config }: Pick<Site, 'config'>): Check[] {
  const { from, envelope } = domainsOf(config);
  const apart = from !== envelope;
  const [relay, ...others] = config.relays;
  return [
    ['sender', sender],
    ['secrets', secrets],
    ['public address', publicAddress],
    ['database', database],
    ['disk', disk],
    ['clock', clock],
    ['contacts', contacts],
    ['relay', (site) => relayCheck(site, relay)],
    ...others.map((url, index): Check => [`relay ${index + 2}`, (site) => relayCheck(site, url)]),
    ['bounce mailbox', bounceMailbox],
    ['spf', (site) => spf(site, envelope)],
    ...(apart ? [['spf of from', (site) => spf(site, from)] satisfies Check] : []),
    ['dkim key', dkimKey],
    ['dkim', dkim],
    ['dmarc', dmarc],
    ['alignment', alignment],
    ['mx', (site) => mx(site, envelope)],
    ...(apart ? [['mx of from', (site) => mx(site, from)] satisfies Check] : []),
    ['ptr', (site) => ptr(site, relay)],
    ...others.map((url, index): Check => [`ptr ${index + 2}`, (site) => ptr(site, url)]),
  ];
}
