import { expect, test } from '@jest/globals';
import { Links } from '../../../src/links/links.js';
import { startApp } from '../../support/app.js';
import { send, visit } from '../../support/pages.js';
import { cookiesOf } from '../../support/staff.js';

test('the set-up address makes the first administrator, once', async () => {
  const app = await startApp();
  try {
    const links = app.get(Links);
    const address = links.url('set-up', '1', 3600);
    expect((await visit(app, address)).html).toContain('Give the address of its first administrator');
    expect((await visit(app, links.url('set-up', '1', -1))).status).toBe(404);
    expect((await visit(app, `${app.url}/set-up/${links.token('sign-in', '1')}`)).status).toBe(404);
    expect((await send(app, address, { address: 'x' })).status).toBe(422);
    const made = await send(app, address, { address: 'First@example.org' });
    expect(made.location).toMatch(/^\/sign-in\/[\w.-]+$/);
    const entered = await send(app, made.location!);
    expect((await visit(app, '/admin/staff', { cookie: cookiesOf(entered) })).html).toContain('first@example.org');
    expect((await visit(app, address)).status).toBe(404);
    expect((await send(app, address, { address: 'second@example.org' })).status).toBe(404);
  } finally {
    await app.stop();
  }
});
