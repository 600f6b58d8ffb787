import type { Problem } from '../../errors.js';
import type { AccountLine } from '../../staff/accounts.service.js';
import { options, refusal, typed } from '../form.js';
import { moment } from './moment.js';

const roles = [
  ['coordinator', 'Coordinator: the organisations ticked below'],
  ['admin', 'Administrator: everything'],
] as const;
const said: Record<string, string> = {
  invited: 'The account is there, and a way to sign in was mailed to it.',
  saved: 'Saved.',
  mailed: 'A new way to sign in was mailed.',
  reset: 'The passkeys are forgotten, and all sessions ended. The next sign-in is by mail.',
  ended: 'The account is ended.',
};
const words = (what: unknown) => (typeof what === 'string' ? said[what] : undefined);

/** What a page shows beside the accounts themselves. */
interface Shown {
  said?: unknown;
  /** what was typed, when it was refused */
  body?: unknown;
  problems?: Problem[];
}

interface Named {
  id: string;
  name: string;
}

/** The list of accounts with the form that invites. */
export function accountsView(accounts: AccountLine[], organisations: Named[], zone: string, shown: Shown): object {
  return {
    title: 'Staff',
    wide: true,
    accounts: accounts.map((account) => line(account, zone)),
    ...fields(organisations, { role: 'coordinator', ...typed(shown.body) }, chosenIn(shown.body), shown),
  };
}

/** One account. @param own the id of who looks */
export function accountView(
  account: AccountLine,
  organisations: Named[],
  zone: string,
  own: string,
  shown: Shown,
): object {
  const held = account.organisations.map((one) => one.id);
  const form = shown.body ? typed(shown.body) : { name: account.name, role: account.role };
  return {
    title: account.name || account.email,
    account: line(account, zone),
    own: account.id === own,
    ...fields(organisations, form, shown.body ? chosenIn(shown.body) : held, shown),
  };
}

function line({ passkeys, organisations, ...account }: AccountLine, zone: string): object {
  return {
    ...account,
    called: account.name || account.email,
    role: account.role === 'admin' ? 'Administrator' : 'Coordinator',
    passkeys: passkeys === 0 ? 'None' : String(passkeys),
    organisations: account.role === 'admin' ? 'All' : organisations.map((one) => one.name).join(', ') || 'None yet',
    seen: account.signedInAt ? moment(account.signedInAt, zone) : 'Never',
    ended: account.endedAt ? moment(account.endedAt, zone) : undefined,
  };
}

function fields(organisations: Named[], form: Record<string, string>, chosen: string[], shown: Shown): object {
  return {
    form,
    said: words(shown.said),
    roles: options(roles, form['role']),
    organisations: organisations.map((one) => ({ ...one, ticked: chosen.includes(one.id) })),
    ...refusal(shown.problems ?? [], ['address', 'name', 'role', 'organisations']),
  };
}

function chosenIn(body: unknown): string[] {
  const { organisations = [] } = (body ?? {}) as { organisations?: unknown };
  return [organisations].flat().filter((one) => typeof one === 'string');
}
