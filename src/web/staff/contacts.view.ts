import { CHECK_DAYS, contactLines, stale } from '../../centre/contact-lines.js';
import type { Contact } from '../../centre/contact.entity.js';
import type { Problem } from '../../errors.js';
import { nations } from '../../organisations/vocabulary.js';
import { options, refusal, typed } from '../form.js';

const said: Record<string, string> = {
  saved: 'Saved, and dated today. The next mail and the next page show it.',
  checked: 'Dated today.',
  removed: 'The line is taken away. What holds everywhere holds there too.',
};
const nationName = (nation: string) => nations.find(({ value }) => value === nation)?.label ?? nation;

/** All contacts, with which of them should be tried again. @param today `yyyy-mm-dd` */
export function contactsView(
  lines: Contact[],
  today: string,
  shown: { said?: unknown; body?: unknown; problems?: Problem[] },
): object {
  const old = new Set(stale(lines, today));
  const form = typed(shown.body);
  const order = Object.keys(contactLines);
  const sorted = lines.toSorted((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
  return {
    title: 'Contacts',
    wide: true,
    days: CHECK_DAYS,
    contacts: sorted.map((contact) => {
      const { name, phone, url, address, checkedOn } = contact;
      return { name, phone, url, address, checkedOn, ...head(contact), old: old.has(contact) };
    }),
    keys: options(
      order.map((key) => [key, contactLines[key]!.label] as const),
      form['key'],
    ),
    nations: options(
      nations.map(({ value, label }) => [value, label] as const),
      form['nation'],
    ),
    said: typeof shown.said === 'string' ? said[shown.said] : undefined,
    ...refusal(shown.problems ?? [], ['key', 'nation']),
  };
}

/** One contact. @param form what was typed, when it was refused */
export function contactView(
  contact: Contact,
  { form, problems = [] }: { form?: Record<string, string>; problems?: Problem[] },
): object {
  const { name, phone, url, address, note, nation, checkedOn } = contact;
  const kept = { name, phone: phone ?? '', url: url ?? '', address: address ?? '', note: note ?? '' };
  const { id, label, where } = head(contact);
  return {
    title: label,
    id,
    where,
    checkedOn,
    own: nation !== '',
    form: form ?? kept,
    ...refusal(problems, Object.keys(kept)),
  };
}

function head({ key, nation }: Contact): { id: string; label: string; where: string } {
  return {
    id: nation ? `${key}.${nation}` : key,
    label: contactLines[key]?.label ?? key,
    where: nation ? nationName(nation) : 'Everywhere',
  };
}
