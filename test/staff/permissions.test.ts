import { randomUUID } from 'node:crypto';
import { HttpAdapterHost } from '@nestjs/core';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Express } from 'express';
import { permissions, verdict, whoMay, type Who } from '../../src/staff/permissions.js';
import type { StaffUser } from '../../src/staff/staff-user.entity.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeOrganisation } from '../support/factories.js';
import { send, visit, type Page } from '../support/pages.js';
import { makeStaff, sessionOf } from '../support/staff.js';

let app: TestApp;
let ours: string;
let theirs: string;
let people: Record<string, StaffUser> & Record<'admin' | 'coordinator' | 'other', StaffUser>;
beforeAll(async () => {
  app = await startApp();
  ours = (await makeOrganisation(app, { name: 'Ours' })).id;
  theirs = (await makeOrganisation(app, { name: 'Theirs' })).id;
  people = {
    admin: await makeStaff(app, 'admin@example.org'),
    coordinator: await makeStaff(app, 'coordinator@example.org', 'coordinator', [ours]),
    other: await makeStaff(app, 'other@example.org', 'coordinator', [theirs]),
  };
});
afterAll(() => app.stop());

/** First parts of paths that are for everybody. What is new belongs here, or into the table of permissions. */
const OPEN =
  /^\/(?:$|alerts|api|assets|confirm|go|health|invitation|lesson|mailbox|mailbox\.json|me|metrics|my-page|no-alerts|privacy|programmes|sign-up|terms|unsubscribe|webhooks)(?:[/:.]|$)/;

/** Every route that Express knows, as `GET /path`. */
function routes(): string[] {
  const express = app.get(HttpAdapterHost).httpAdapter.getInstance<Express>();
  const layers = express.router.stack.map(({ route }) => route).filter((route) => route !== undefined);
  const declared = (path: unknown) => String(path).replace(/(?<=.)\/$/, '');
  const routed = layers.filter(({ path }) => path !== '{/*splat}');
  return routed.flatMap(({ path, stack }) => [
    ...new Set(stack.map(({ method }) => `${method.toUpperCase()} ${declared(path)}`)),
  ]);
}

test('every route is in the table of permissions or is known to be for everybody, and the table has no others', () => {
  const all = routes();
  expect(all.length).toBeGreaterThan(60);
  expect(all.filter((route) => !(route in permissions) && !OPEN.test(route.split(' ')[1]!))).toEqual([]);
  expect(Object.keys(permissions).filter((route) => OPEN.test(route.split(' ')[1]!))).toEqual([]);
  expect(Object.keys(permissions).filter((route) => !all.includes(route))).toEqual([]);
});

test('what is for staff and not in the table does not exist', () => {
  expect(whoMay('GET', '/admin/new')).toBe('nobody');
  expect(whoMay('DELETE', '/organisations/:organisation')).toBe('nobody');
  expect(whoMay('HEAD', '/admin/audit')).toBe('admin');
  expect(whoMay('GET', '/sign-up')).toBeUndefined();
  for (const role of [undefined, 'coordinator', 'admin'] as const) expect(verdict('nobody', role, true)).toBe('hidden');
});

/** Asks for a route of the table as somebody. */
async function ask(route: string, organisation: string, as?: StaffUser): Promise<Page> {
  const [method, pattern] = route.split(' ') as [string, string];
  const ids: Record<string, string> = {
    organisation,
    account: people['subject']?.id ?? randomUUID(),
    token: 'x',
    session: randomUUID(),
    passkey: randomUUID(),
  };
  const path = pattern.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? '999999');
  const headers: Record<string, string> = as ? { cookie: await sessionOf(app, as) } : {};
  return method === 'GET' ? visit(app, path, headers) : send(app, path, {}, headers);
}

const snapshot = async () => {
  const tables = ['staff_user', 'organisation', 'coordinator_of', 'passkey', 'audit'];
  return Promise.all(tables.map((table) => app.dataSource.query(`select * from ${table} order by 1, 2`)));
};
const mayEnter: Record<Who, string[]> = {
  anyone: ['nobody', 'coordinator', 'other', 'admin'],
  staff: ['coordinator', 'other', 'admin'],
  coordinator: ['coordinator', 'admin'],
  admin: ['admin'],
};

test.each(Object.entries(permissions))('%s is for: %s', async (route, who) => {
  people['subject'] = await makeStaff(app, `${randomUUID()}@example.org`, 'coordinator', [ours]);
  for (const role of ['nobody', 'other', 'coordinator', 'admin'] as const) {
    const before = await snapshot();
    const page = await ask(route, ours, role === 'nobody' ? undefined : people[role]);
    const told = `${role}: ${page.status} ${page.location ?? ''}`;
    const hidden = page.status === 404 && page.html.includes('There is no such page');
    const sentAway = page.location === '/sign-in?said=ended';
    if (mayEnter[who].includes(role)) {
      // A session, a person or a lesson that is not there is told as what it is not: these are not refusals of the guard.
      const own = /:(?!organisation|account)/.test(route);
      if (!own) expect(told).not.toMatch(/404/);
      expect([told, sentAway]).toEqual([told, false]);
    } else {
      expect([told, role === 'nobody' ? sentAway : hidden]).toEqual([told, true]);
      expect(await snapshot()).toEqual(before);
    }
  }
});

test('a coordinator of one organisation finds of another what a made-up one has: nothing', async () => {
  const again = await makeStaff(app, 'nosy@example.org', 'coordinator', [ours]);
  const before = await snapshot();
  const routesOfOne = Object.keys(permissions).filter((route) => route.includes(':organisation'));
  for (const route of routesOfOne) {
    const [foreign, madeUp] = [await ask(route, theirs, again), await ask(route, '999999', again)];
    expect([route, foreign.status]).toEqual([route, 404]);
    expect(foreign.html).toBe(madeUp.html);
  }
  for (const id of ['0', '-1', '1e3', `${theirs}%20`, 'x', '9'.repeat(30)])
    expect((await ask('GET /organisations/:organisation', id, again)).status).toBe(404);
  expect((await visit(app, '/organisations', { cookie: await sessionOf(app, again) })).html).not.toContain('Theirs');
  expect(await snapshot()).toEqual(before);
});
