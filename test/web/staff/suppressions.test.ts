import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Links } from '../../../src/links/links.js';
import { Suppressions } from '../../../src/mail/suppressions.js';
import { Erasing } from '../../../src/members/erasing.js';
import { startApp, type TestApp } from '../../support/app.js';
import { makeMember } from '../../support/factories.js';
import { send, visit } from '../../support/pages.js';
import { makeStaff, sessionOf } from '../../support/staff.js';

let app: TestApp;
let admin: { cookie: string };
beforeAll(async () => {
  app = await startApp();
  admin = { cookie: await sessionOf(app, await makeStaff(app, 'admin@example.org')) };
});
afterAll(() => app.stop());

const page = '/admin/suppressions';
const find = async (address: string) => (await send(app, `${page}/find`, { find: address }, admin)).location!;
const reasons = async (address: string) => {
  const rows = await app.dataSource.query<{ reason: string }[]>(
    'select reason from suppression where address_hash = $1 order by reason',
    [app.get(Links).addressHash(address)],
  );
  return rows.map(({ reason }) => reason);
};
const lastAct = async () => {
  const [row] = await app.dataSource.query<[object]>(
    'select act, member_id as "memberId", organisation_id as "organisationId", detail from audit order by id desc limit 1',
  );
  return row;
};

test('what a relay said of an address is shown, and a bounce is lifted with a reason', async () => {
  const member = await makeMember(app, { address: 'Away@Example.org' });
  await app.get(Suppressions).suppress(member.addressHash, 'bounced');
  await app.dataSource.query(
    `insert into mail_event (source, source_id, address_hash, class, action, matched, status, said, at)
     values ('smtp', '1', $1, 'address', 'suppress', 'no mailbox', '5.1.1', 'No such mailbox here <b>', now())`,
    [member.addressHash],
  );
  const list = (await visit(app, page, admin)).html;
  expect(list).toMatch(/Away@Example\.org<\/a>[\s\S]*Bounced[\s\S]*5\.1\.1 No such mailbox here &lt;b&gt;/i);
  expect((await visit(app, `${page}?reason=complained`, admin)).html).toContain('None for this reason.');

  const one = await find('  away@example.org ');
  expect(one).toMatch(/^\/admin\/suppressions\/[0-9a-f]{64}$/);
  expect((await visit(app, one, admin)).html).toMatch(/What was said: 5\.1\.1/);
  for (const wrong of [{ why: '' }, { reason: 'x' }])
    expect((await send(app, `${one}/lift`, { reason: 'bounced', why: 'They say so.', ...wrong }, admin)).status).toBe(
      422,
    );
  expect(await reasons('away@example.org')).toEqual(['bounced']);
  expect((await send(app, `${one}/lift`, { reason: 'bounced', why: 'The mailbox is back.' }, admin)).status).toBe(303);
  expect(await reasons('away@example.org')).toEqual([]);
  expect(await lastAct()).toEqual({
    act: 'suppression-lifted',
    memberId: member.id,
    organisationId: member.organisationId,
    detail: { reason: 'bounced', why: 'The mailbox is back.', asked: false },
  });
  expect((await visit(app, one, admin)).html).toContain('not suppressed');
  expect((await send(app, `${one}/lift`, { reason: 'bounced', why: 'Again.' }, admin)).status).toBe(404);
});

test.each(['unsubscribed', 'complained', 'erased'] as const)(
  'who %s is mailed again only if they wish it; other reasons stay',
  async (reason) => {
    const address = `${reason}@example.org`;
    const { addressHash } = await makeMember(app, { address });
    await app.get(Suppressions).suppress(addressHash, reason);
    await app.get(Suppressions).suppress(addressHash, 'bounced');
    const one = await find(address);
    const why = 'They rang on Monday.';
    const refused = await send(app, `${one}/lift`, { reason, why }, admin);
    expect([refused.status, refused.html.includes('only they can take it back')]).toEqual([422, true]);
    expect(await reasons(address)).toEqual(['bounced', reason].sort());
    expect((await send(app, `${one}/lift`, { reason, why, asked: 'yes' }, admin)).status).toBe(303);
    expect(await reasons(address)).toEqual(['bounced']);
  },
);

test('an address that was erased is known by its hash alone, and found by typing it', async () => {
  const { id, address } = await makeMember(app, { address: 'gone@example.org' });
  await app.dataSource.transaction((db) => app.get(Erasing).erase(db, id));
  const { html } = await visit(app, `${page}?reason=erased`, admin);
  expect(html).toContain('nobody here');
  expect(html).not.toContain(address);
  const one = await find(address);
  expect((await visit(app, one, admin)).html).toMatch(/<h1>An address[\s\S]*Had everything about them erased/);
  await send(app, `${one}/lift`, { reason: 'erased', why: 'They wrote.', asked: 'yes' }, admin);
  expect(await lastAct()).toMatchObject({ memberId: null, detail: { mark: one.split('/').at(-1)!.slice(0, 12) } });
});

test('staff suppress an address, known or not, and nothing of it stands in an address of a page', async () => {
  const form = { address: 'Trouble@Example.org', why: 'Asked by telephone.' };
  for (const wrong of [{ address: 'x' }, { why: ' ' }])
    expect((await send(app, page, { ...form, ...wrong }, admin)).status).toBe(422);
  expect((await send(app, `${page}/find`, { find: 'x' }, admin)).status).toBe(422);
  const { location } = await send(app, page, form, admin);
  expect(location).toMatch(/^\/admin\/suppressions\/[0-9a-f]{64}\?said=added$/);
  expect((await visit(app, location!, admin)).html).toContain('Asked by telephone.');
  expect(await reasons('trouble@example.org')).toEqual(['staff']);
  expect((await send(app, page, form, admin)).html).toContain('already');
  expect(await lastAct()).toMatchObject({ act: 'suppression-added', memberId: null, detail: { why: form.why } });
  expect(JSON.stringify(await lastAct())).not.toContain('rouble@');
  for (const path of ['x', 'ab'.repeat(31), `${'ab'.repeat(32)}0`])
    expect((await visit(app, `${page}/${path}`, admin)).status).toBe(404);
});

test('the list is leafed through, each once', async () => {
  await app.dataSource.query('delete from suppression');
  await app.dataSource.query(
    `insert into suppression (address_hash, reason, since)
     select sha256(n::text::bytea), reason, timestamptz '2026-03-01T00:00:00Z' + make_interval(mins => n / 20)
     from generate_series(1, 60) n, unnest(array['bounced', 'unsubscribed']) reason`,
  );
  const seen: string[] = [];
  for (let path: string | undefined = page, pages = 0; path && pages < 9; pages++) {
    const { html } = await visit(app, path, admin);
    seen.push(
      ...[...html.matchAll(/suppressions\/([0-9a-f]{64})"[\s\S]*?<td>(\w+)/g)].map(([, mark, why]) => `${mark} ${why}`),
    );
    path = /href="(\/admin\/suppressions\?[^"]*)">Older/
      .exec(html)?.[1]
      ?.replaceAll('&amp;', '&')
      .replaceAll('&#x3D;', '=');
  }
  expect([seen.length, new Set(seen).size]).toEqual([120, 120]);
});
