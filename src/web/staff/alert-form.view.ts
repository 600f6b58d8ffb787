import type { Alert } from '../../alerts/alert.entity.js';
import type { Problem } from '../../errors.js';
import { nations, sectors, sizes, type Term } from '../../organisations/vocabulary.js';
import { options, refusal } from '../form.js';

const pairs = (terms: Term[]) => terms.map(({ value, label }) => [value, label] as const);

/** A programme to choose, and to name. */
export interface Named {
  id: string;
  slug: string;
  title: string;
}

/** The form's fields. @param form what is in them */
export function alertFields(form: Record<string, string>, programmes: Named[], problems: Problem[]): object {
  return {
    form,
    sectors: options(pairs(sectors), form['sector']),
    nations: options(pairs(nations), form['nation']),
    sizes: options(pairs(sizes), form['size']),
    programmes: options(
      programmes.map(({ slug, title }) => [slug, title] as const),
      form['programme'],
    ),
    ...refusal(problems, ['title', 'body', 'action', 'sector', 'nation', 'size', 'programme', 'currentUntil']),
  };
}

/** What is kept, as the form shows it. */
export function alertInForm(alert: Alert, programmes: Named[]): Record<string, string> {
  const { title, body, action, sector, nation, size, programmeId, currentUntil, version } = alert;
  const programme = programmes.find(({ id }) => id === programmeId)?.slug;
  const chosen = { sector, nation, size, programme, currentUntil };
  const known = Object.entries(chosen).filter((field): field is [string, string] => Boolean(field[1]));
  return { title, body, action, version: String(version), ...Object.fromEntries(known) };
}
