import { AlertCare } from '../../src/staff/alert-care.service.js';
import { alertForm } from '../../src/staff/alert.schema.js';
import type { StaffUser } from '../../src/staff/staff-user.entity.js';
import type { TestApp } from './app.js';

/** An alert's form as somebody may fill it in. */
export const alertTyped = {
  title: 'A false invoice from Northlight Energy',
  body: 'Firms get an invoice that looks **quite right**.\n\nThe account is not theirs.',
  action: 'Ring them on a number that you have used before, and ask your bank on {{contact.bank.phone}}.',
};

/** An alert written by an admin, as a draft. @param typed what is typed in beside or instead */
export function writeAlert(app: TestApp, author: StaffUser, typed: Record<string, string> = {}): Promise<string> {
  return app.get(AlertCare).write(alertForm.parse({ ...alertTyped, ...typed }), actorOf(author));
}

/** The same, sent with the next tick: there must be no other admin. */
export async function sendAlert(app: TestApp, author: StaffUser, typed: Record<string, string> = {}): Promise<string> {
  const id = await writeAlert(app, author, typed);
  await app.get(AlertCare).send(id, 1, undefined, actorOf(author));
  return id;
}

/** Who does something. */
export const actorOf = ({ id, email }: StaffUser): { id: string; address: string } => ({ id, address: email });
