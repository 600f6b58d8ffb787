import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { CentreService } from './centre.service.js';
import { Logos } from './logos.service.js';

/** What every mail shows of the centre and of whom to turn to, for readers of one nation. */
export interface CentreView {
  centre: Record<
    | 'name'
    | 'programmeName'
    | 'postalAddress'
    | 'email'
    | 'url'
    | 'host'
    | 'accent'
    | 'privacyUrl'
    // the logo's address, empty without one, and how large it is to be, in CSS pixels
    | 'logo'
    | 'logoWidth'
    | 'logoHeight',
    string
  >;
  contact: Record<string, Record<'name' | 'phone' | 'url' | 'address' | 'note', string>>;
}

/** How long, in milliseconds, mails under way may show settings as they were. */
const FRESH = 1000;

/** How high a logo stands in mails at the most, in CSS pixels. */
const LOGO_HEIGHT = 48;

/** The one place where the centre's settings become what mails show. */
@Injectable()
export class CentreViews {
  private made = 0;
  private views = new Map<string, Promise<CentreView>>();

  constructor(
    private readonly centre: CentreService,
    private readonly logos: Logos,
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
    const logo = await this.logos.shown(centre.logoHash, LOGO_HEIGHT);
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
        logo: logo ? url + logo.path : '',
        logoWidth: String(logo?.width ?? ''),
        logoHeight: String(logo?.height ?? ''),
      },
      contact: Object.fromEntries(shown),
    };
  }
}
