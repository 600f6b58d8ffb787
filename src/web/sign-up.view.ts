import type { Problem } from '../errors.js';
import { nations, sectors, sizes, type Term } from '../organisations/vocabulary.js';
import { options, refusal } from './form.js';
import { slotView } from './slot.view.js';

const fields = [
  'name',
  'address',
  'organisation',
  'sector',
  'size',
  'nation',
  'emergingTechnology',
  'weekday',
  'time',
  'zone',
  'accepted',
];
const pairs = (terms: Term[]) => terms.map(({ value, label }) => [value, label] as const);

/** The sign-up page. @param form what is in the fields: the centre's slot at first, then what was typed */
export function signUpView(form: Record<string, string>, problems: Problem[] = []): object {
  return {
    title: 'Sign up',
    form,
    slot: slotView(form),
    sectors: options(pairs(sectors), form['sector']),
    sizes: options(pairs(sizes), form['size']),
    nations: options(pairs(nations), form['nation']),
    ...refusal(problems, fields),
  };
}
