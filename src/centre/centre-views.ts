import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { CentreService } from './centre.service.js';

/** What every mail shows of the centre and of whom to turn to, for readers of one nation. */
export interface CentreView {
  centre: Record<
    'name' | 'programmeName' | 'postalAddress' | 'email' | 'url' | 'host' | 'accent' | 'privacyUrl',
    string
  >;
  contact: Record<string, Record<'name' | 'phone' | 'url' | 'address' | 'note', string>>;
}

/** How long, in milliseconds, mails under way may show settings as they were. */
const FRESH = 1000;

/** The one place where the centre's settings become what mails show. */
@Injectable()
export class CentreViews {
  private made = 0;
  private views = new Map<string, Promise<CentreView>>();

  constructor(
    private readonly centre: CentreService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The view for a nation; asked for once a second at the most, however many mails go out. */
  of(nation: string | null): Promise<CentreView> {
    if (Date.now() - this.made > FRESH) {
      this.views = new Map();
      this.made = Date.now();
    }
    const key = nation ?? '';
    let view = this.views.get(key);
    if (!view) {
      view = this.load(nation);
      this.views.set(key, view);
    }
    return view;
  }

  private async load(nation: string | null): Promise<CentreView> {
    const [centre, contacts] = await Promise.all([this.centre.get(), this.centre.contacts(nation)]);
    const { publicUrl: url } = this.config;
    const shown = Object.values(contacts).map(({ key, name, phone, url: page, address, note }) => [
      key,
      { name, phone: phone ?? '', url: page ?? '', address: address ?? '', note: note ?? '' },
    ]);
    const { name, programmeName, postalAddress, email, accent } = centre;
    return {
      centre: {
        name,
        programmeName,
        postalAddress,
        email,
        accent,
        url,
        host: url.replace(/^https?:\/\//, ''),
        privacyUrl: `${url}/privacy`,
      },
      contact: Object.fromEntries(shown),
    };
  }
}
