import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { StaffUser } from '../../../src/staff/staff-user.entity.js';
import { alertTyped, writeAlert } from '../../support/alerts.js';
import { startApp, type TestApp } from '../../support/app.js';
import { makeMember, makeOrganisation } from '../../support/factories.js';
import { send, visit } from '../../support/pages.js';
import { makeStaff, sessionOf } from '../../support/staff.js';

let app: TestApp;
let ada: StaffUser;
let asAda: { cookie: string };
let asBen: { cookie: string };
beforeAll(async () => {
  app = await startApp();
  await app.at('2026-03-16T12:00:00Z');
  ada = await makeStaff(app, 'ada@example.org');
  asAda = { cookie: await sessionOf(app, ada) };
  const shop = await makeOrganisation(app, { sector: 'retail', nation: 'wales' });
  for (let one = 0; one < 2; one++) await makeMember(app, { takes: ['core'], organisationId: shop.id });
  await makeMember(app, { takes: ['core'] });
});
afterAll(() => app.stop());

const said = async (path: string, as = asAda) => (await visit(app, path, as)).html;
const acts = async (): Promise<string[]> => {
  const rows = await app.dataSource.query<{ act: string; actor: string }[]>(
    `select act, actor from audit where act like 'alert-%' order by id`,
  );
  return rows.map(({ act, actor }) => `${actor.split('@')[0]} ${act}`);
};
/** The version that a page is about, as its forms hold it. */
const versionOn = async (path: string, as = asAda) =>
  /name="version" value="(\d+)"/.exec(await said(path, as))?.[1] ?? '';

test('an alert is written, with what is wrong said beside each field, and nothing done', async () => {
  expect(await said('/admin/alerts')).toContain('No alert yet');
  const form = { ...alertTyped, sector: 'retail', nation: '', size: '', programme: '', currentUntil: '' };
  for (const [wrong, what] of [
    [{ title: ' ' }, 'Give it a title.'],
    [{ title: 'x'.repeat(101) }, 'Keep it to 100 characters.'],
    [{ title: 'Hello {{centre.name}}' }, 'Leave out {{ }}'],
    [{ body: '' }, 'Write what is going round.'],
    [{ body: 'Fine\n\n<script>alert(1)</script>' }, 'Line 3: expected paragraphs'],
    [{ body: '![x](https://example.org/x.png)' }, 'Line 1: expected paragraphs'],
    [{ body: '[x](http://example.org/)' }, 'expected a link to begin with https://'],
    [{ body: 'Ask {{member.name}}.' }, 'expected a placeholder such as'],
    [{ action: '' }, 'Write the one thing to do.'],
    [{ action: 'Ring {{it}}' }, 'expected a placeholder such as'],
    [{ sector: 'banking' }, 'Choose from the list.'],
    [{ nation: 'france' }, 'Choose from the list.'],
    [{ size: '7' }, 'Choose from the list.'],
    [{ programme: 'none-such' }, 'Choose from the list.'],
    [{ currentUntil: 'soon' }, 'Give a day, or leave it open'],
    [{ currentUntil: '2026-03-15' }, 'Choose a day from today on'],
    [{ currentUntil: '2027-03-17' }, 'Choose a day from today on'],
  ] as const) {
    const refused = await send(app, '/admin/alerts', { ...form, ...wrong }, asAda);
    const decoded = refused.html.replaceAll('&#x27;', "'");
    expect([wrong, refused.status, decoded.includes(what)]).toEqual([wrong, 422, true]);
    expect(refused.html).toContain('<option value="core"');
  }
  expect([(await app.dataSource.query('select from alert')).length, await acts()]).toEqual([0, []]);

  const written = await send(app, '/admin/alerts', form, asAda);
  const page = written.location!.split('?')[0]!;
  expect(page).toMatch(/^\/admin\/alerts\/\d+$/);
  const html = await said(page);
  expect(html).toMatch(/<dt>For<\/dt><dd>Retail and online shops<\/dd>/);
  expect(html).toContain('Send to 2 people now');
  expect(html).toContain('It may go');
  expect(html).toContain('Subject: Warning: A false invoice from Northlight Energy');
  expect(html).toContain('looks <strong>quite right</strong>');
  expect(html).toContain('ask your bank on 159');
  const mail = await visit(app, `${page}/mail`, asAda);
  expect(mail.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'unsafe-inline'/);
  expect(mail.html).toMatch(/<base target="_blank">[\s\S]*<h1>A false invoice from Northlight Energy<\/h1>/);
  for (const id of ['0', '99', 'x', '9'.repeat(19)])
    expect((await visit(app, `/admin/alerts/${id}`, asAda)).status).toBe(404);

  // It is nobody's yet, and a test goes to who asks.
  expect((await visit(app, page.replace('/admin', ''))).status).toBe(404);
  await send(app, `${page}/test`, {}, asAda);
  const [tried, ...more] = await app.mails();
  expect([tried, more]).toEqual([
    expect.objectContaining({
      to: 'ada@example.org',
      kind: 'alert-test',
      subject: '[Test] Warning: A false invoice from Northlight Energy',
    }),
    [],
  ]);
  await send(app, `${page}/discard`, {}, asAda);
  expect((await visit(app, page, asAda)).status).toBe(404);
  expect(await acts()).toEqual(['ada alert-written', 'ada alert-tested', 'ada alert-discarded']);
});

test('where there is a second admin, nothing goes that only one has read', async () => {
  const page = `/admin/alerts/${await writeAlert(app, ada)}`;
  const ben = await makeStaff(app, 'ben@example.org');
  // Who was invited and never came does not count.
  expect(await said(page)).toContain('Send to 3 people now');
  await app.dataSource.query('update staff_user set signed_in_at = now() where id = any($1)', [[ada.id, ben.id]]);
  asBen = { cookie: await sessionOf(app, ben) };

  expect(await said(page)).toMatch(/It must be approved[\s\S]*another administrator must read and approve it/);
  expect(await said(page)).not.toMatch(/Send to 3 people|Approve it/);
  expect(await said(page, asBen)).toContain('Approve it');
  const now = { when: 'now', version: '1' };
  expect((await send(app, `${page}/send`, now, asAda)).status).toBe(409);
  expect((await send(app, `${page}/send`, now, asBen)).status).toBe(409);
  expect((await send(app, `${page}/approve`, { version: '1' }, asAda)).status).toBe(409);
  await send(app, `${page}/approve`, { version: '1' }, asBen);
  expect(await said(page)).toMatch(/<dd>Draft, approved<\/dd>[\s\S]*<dd>ben@example.org, /);
  expect(await said(page)).toContain('Send to 3 people now');

  // A change after the approval takes it away, whoever makes it; and who made it cannot approve it.
  const form = { ...alertTyped, title: 'Another title', version: '1' };
  expect(await versionOn(`${page}/change`, asBen)).toBe('1');
  expect((await send(app, page, form, asBen)).location).toBe(`${page}?said=changed`);
  expect(await said(page)).not.toContain('Send to 3 people');
  expect((await send(app, `${page}/approve`, { version: '2' }, asBen)).status).toBe(409);
  // What somebody looked at is what counts: a page from before the change decides nothing any more.
  for (const [path, old] of [
    ['', form],
    ['/approve', { version: '1' }],
    ['/send', now],
  ] as const)
    expect([path, (await send(app, page + path, old, asAda)).status]).toEqual([path, 409]);
  const wrong = await send(app, page, { ...form, title: '', version: '2' }, asAda);
  expect([wrong.status, wrong.html.includes('Give it a title.')]).toEqual([422, true]);
  await send(app, `${page}/approve`, { version: '2' }, asAda);

  for (const at of ['', 'tomorrow', '2026-03-16T11:59', '2026-05-16T12:01', '2026-03-17T09:00:30']) {
    const refused = await send(app, `${page}/send`, { when: 'later', version: '2', at }, asBen);
    expect([at, refused.status, refused.html.includes('Choose a time from now on')]).toEqual([at, 422, true]);
  }
  const later = { when: 'later', version: '2', at: '2026-03-17T09:00' };
  expect((await send(app, `${page}/send`, later, asBen)).location).toBe(`${page}?said=scheduled`);
  expect(await said(page)).toContain('It goes on 17 March 2026, 09:00, to 3 people');
  expect((await send(app, page, { ...form, version: '2' }, asAda)).status).toBe(409);
  expect((await visit(app, `${page}/change`, asAda)).status).toBe(409);
  await send(app, `${page}/recall`, {}, asAda);
  expect(await said(page)).toContain('<dd>Draft, approved</dd>');
  await send(app, `${page}/send`, { ...now, version: '2' }, asAda);
  expect(await app.mails({ kind: 'alert' })).toEqual([]);
  await app.tick();
  expect(await app.mails({ kind: 'alert' })).toHaveLength(3);
  await app.tick();
  expect(await app.mails({ kind: 'alert' })).toHaveLength(3);
  expect(await said(page)).toContain('All done. It went to 3 people.');
  for (const path of ['/recall', '/stop', '/discard'])
    expect([path, (await send(app, page + path, {}, asAda)).status]).toEqual([path, path === '/stop' ? 303 : 409]);
  expect((await acts()).slice(3)).toEqual([
    'ada alert-written',
    'ben alert-approved',
    'ben alert-changed',
    'ada alert-approved',
    'ben alert-sent',
    'ada alert-recalled',
    'ada alert-sent',
    'ada alert-stopped',
  ]);
  expect(await said('/admin/audit')).toMatch(/had an alert sent[\s\S]*title: Another title/);
});

test('who watches sees how far it is until it is done, and the service can stop meanwhile', async () => {
  const id = await writeAlert(app, ada);
  await app.dataSource.query(`update alert set state = 'scheduled', send_at = $2 where id = $1`, [id, app.clock.now()]);
  await app.at('2026-03-16T23:00:00Z');
  await app.tick();
  expect(await said(`/admin/alerts/${id}`)).toMatch(
    /data-live="\/admin\/alerts\/\d+\/live"[\s\S]*<script src="\/assets\/live/,
  );
  const response = await fetch(`${app.url}/admin/alerts/${id}/live`, { headers: asAda });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let read = '';
  const readUntil = async (wanted: RegExp) => {
    while (!wanted.test(read)) {
      const { value, done } = await reader.read();
      if (done) break;
      read += value;
    }
    expect(read).toMatch(wanted);
  };
  await readUntil(/It is going: to nobody so far[\s\S]*Still to go<\/dt><dd>3</);
  await app.at('2026-03-17T07:00:00Z');
  await app.tick();
  await readUntil(/All done\. It went to 3 people[\s\S]*event: end/);
  expect((await visit(app, '/admin/alerts/999/live', asAda)).status).toBe(404);
  // Somebody goes on watching one that waits while the service stops, which then does not wait for them.
  await app.dataSource.query(`update alert set state = 'planning' where id = $1`, [id]);
  expect((await fetch(`${app.url}/admin/alerts/${id}/live`, { headers: asAda })).status).toBe(200);
});

test('the first page shows what holds, and its own page says when it does no more', async () => {
  const titles = async () => {
    const { html } = await visit(app, '/');
    return [...html.matchAll(/<p class="warning"><a href="\/alerts\/\d+">([^<]*)<\/a>/g)].map(([, title]) => title);
  };
  await app.dataSource.query('delete from alert');
  const gone = async (title: string, currentUntil: string | null) => {
    const id = await writeAlert(app, ada, { title });
    await app.dataSource.query(
      `update alert set state = 'planned', started_at = $2, current_until = $3 where id = $1`,
      [id, app.clock.now(), currentUntil],
    );
    return id;
  };
  await app.at('2026-03-20T12:00:00Z');
  const open = await gone('Two weeks', null);
  await gone('To the day', '2026-03-22');
  await writeAlert(app, ada, { title: 'A draft' });
  expect(await titles()).toEqual(['To the day', 'Two weeks']);
  await app.at('2026-03-22T23:59:59Z');
  expect(await titles()).toEqual(['To the day', 'Two weeks']);
  await app.at('2026-03-23T00:00:00Z');
  expect(await titles()).toEqual(['Two weeks']);
  const page = async () => (await visit(app, `/alerts/${open}`)).html;
  expect(await page()).toMatch(/A warning of 20 March 2026[\s\S]*<h1>Two weeks<\/h1>[\s\S]*ask your bank on 159/);
  expect(await page()).not.toMatch(/old one|took this warning back/);
  await app.at('2026-04-03T12:00:00Z');
  expect([await titles(), /an old one/.test(await page())]).toEqual([[], true]);
  await app.at('2026-03-23T00:00:00Z');
  await app.dataSource.query(`update alert set state = 'stopped', stopped_at = started_at where id = $1`, [open]);
  expect([await titles(), /We took this warning back/.test(await page())]).toEqual([[], true]);
  for (const id of ['0', 'x', '9'.repeat(19)]) expect((await visit(app, `/alerts/${id}`)).status).toBe(404);
});
