import type { Centre } from '../../centre/centre.entity.js';
import type { ShownLogo } from '../../centre/logos.service.js';
import type { Problem } from '../../errors.js';
import { refusal } from '../form.js';
import { slotView } from '../slot.view.js';

const fields = [
  'name',
  'programmeName',
  'postalAddress',
  'email',
  'website',
  'bookAChatUrl',
  'accent',
  'accentDark',
  'weekday',
  'time',
  'zone',
  'zones',
  'termsVersion',
  'privacyVersion',
  'logo',
];
const said: Record<string, string> = {
  saved: 'Saved. The next mail and the next page show it.',
  logo: 'The logo is there. The next mail and the next page show it.',
  removed: 'The logo is removed.',
};

/** The centre's settings as their form holds them. */
export function centreInForm(centre: Centre): Record<string, string> {
  const { name, programmeName, postalAddress, email, accent, zone, termsVersion, privacyVersion } = centre;
  return {
    name,
    programmeName,
    postalAddress,
    email,
    accent,
    zone,
    termsVersion,
    privacyVersion,
    website: centre.website ?? '',
    bookAChatUrl: centre.bookAChatUrl ?? '',
    accentDark: centre.accentDark ?? '',
    weekday: String(centre.weekday),
    time: centre.time.slice(0, 5),
    zones: centre.zones.join('\n'),
  };
}

/** The page of the centre's settings. @param form what is in the fields */
export function centreView(
  form: Record<string, string>,
  logo: ShownLogo | undefined,
  shown: { said?: unknown; problems?: Problem[] },
): object {
  return {
    title: 'Settings',
    wide: true,
    form,
    slot: slotView(form),
    ownLogo: logo,
    said: typeof shown.said === 'string' ? said[shown.said] : undefined,
    ...refusal(shown.problems ?? [], fields),
  };
}
