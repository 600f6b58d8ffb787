import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Clock } from '../clock.js';
import { Invalid } from '../errors.js';
import { parseAddress } from '../members/address.js';
import { organisationOf, organisationsCalled } from '../organisations/called.js';
import { StaffAccounts } from '../staff/accounts.service.js';
import { commandLine } from '../staff/audit.service.js';
import { SIGN_IN_MINUTES } from '../staff/auth.js';
import type { Role } from '../staff/staff-user.entity.js';
import { printJson, say, withApp } from './with-app.js';

interface InviteOptions {
  role: string;
  name?: string;
  organisation?: string[];
  json?: boolean;
}

/** `staff invite`: makes the account, mails it a way to sign in, and prints the link. */
export async function inviteCommand(typed: string, options: InviteOptions): Promise<void> {
  const address = staffAddress(typed);
  const role = roleOf(options.role);
  const { name = '', organisation: names = [] } = options;
  if (role === 'admin' && names.length > 0)
    throw new Invalid([{ field: '--organisation', problem: 'an admin has all organisations; leave it out' }]);
  const link = await withApp(async (app) => {
    const organisationIds = await organisations(app, names);
    return app.get(StaffAccounts).invite(address, { name, role, organisationIds }, commandLine);
  });
  if (options.json) return printJson({ address, role, organisations: names, link, minutes: SIGN_IN_MINUTES });
  say(`${address} has an account as ${role}. Good for ${SIGN_IN_MINUTES} minutes, and once:`);
  say(link);
  say('The same link is mailed. Afterwards they ask for another on the sign-in page.');
}

/** `staff reset-passkeys`: for somebody who lost theirs; the next sign-in is by mail. */
export async function resetPasskeysCommand(typed: string, { json }: { json?: boolean }): Promise<void> {
  const address = staffAddress(typed);
  const passkeys = await withApp(async (app) => {
    const accounts = app.get(StaffAccounts);
    return accounts.resetPasskeys(await accounts.byAddress(address), commandLine);
  });
  if (json) return printJson({ address, passkeys });
  say(`${passkeys} passkeys of ${address} are forgotten, and all sessions ended. The next sign-in is by mail.`);
}

async function organisations(app: INestApplicationContext, names: string[]): Promise<string[]> {
  return app.get(DataSource).transaction(async (db) => {
    const ids: string[] = [];
    for (const typed of names) {
      const name = typed.trim();
      const wrong = (problem: string) => new Invalid([{ field: '--organisation', problem }]);
      if (!name || name.length > 200) throw wrong('expected a name of 1 to 200 characters');
      if ((await organisationsCalled(db, name)).length > 1)
        throw wrong(`several organisations are called "${name}"; give them to the account on its page`);
      ids.push((await organisationOf(db, name, app.get(Clock).now())).id);
    }
    return ids;
  });
}

function staffAddress(typed: string): string {
  const parsed = parseAddress(typed);
  if ('problem' in parsed) throw new Invalid([{ field: 'address', problem: parsed.problem }]);
  if (!z.email().safeParse(parsed.key).success)
    throw new Invalid([{ field: 'address', problem: 'is not plain enough to sign in with' }]);
  return parsed.key;
}

function roleOf(typed: string): Role {
  if (typed === 'admin' || typed === 'coordinator') return typed;
  throw new Invalid([{ field: '--role', problem: 'expected admin or coordinator' }]);
}
