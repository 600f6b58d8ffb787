// The built service beside a year's data, in a process of its own. Told { start }, it answers when all runs; then { night },
// { figures: scope } or { page: path }.
import 'reflect-metadata';
import { createHmac, randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';

const { listen } = await import('../../dist/src/cli/serve.js');
const { Clock } = await import('../../dist/src/clock.js');
const { readConfig } = await import('../../dist/src/config.js');
const { prepare } = await import('../../dist/src/ground.js');
const { Links } = await import('../../dist/src/links/links.js');
const { RollUp } = await import('../../dist/src/stats/figures/roll-up.service.js');
const { lessonFigures } = await import('../../dist/src/stats/figures/lessons.js');
const { lookBackFigures } = await import('../../dist/src/stats/figures/look-backs.js');
const { peopleFigures } = await import('../../dist/src/stats/figures/people.js');
const { questionFigures } = await import('../../dist/src/stats/figures/questions.js');
const { stepFigures } = await import('../../dist/src/stats/figures/steps.js');

const RUNS = 21;
let app;
let url;
let cookie;

async function start({ connection, settings, now }) {
  const database = { connection, lasting: true, stop: async () => {} };
  const ground = await prepare(readConfig(settings), database);
  const clock = new Clock({ simulated: new Date(now), real: new Date(), speed: 1 });
  ({ app, url } = await listen({ ...ground, clock }));
  cookie = await session();
  return {};
}

/** Signs an admin in. @returns the Cookie header */
async function session() {
  const db = app.get(DataSource);
  const [{ id }] = await db.query(
    `insert into staff_user (name, email, email_verified, role) values ('', $1, true, 'admin') returning id`,
    [`${randomBytes(6).toString('hex')}@example.org`],
  );
  const token = randomBytes(24).toString('base64url');
  await db.query(
    `insert into staff_session (token, user_id, expires_at, updated_at) values ($1, $2, now() + interval '12 hours', now())`,
    [token, id],
  );
  const signature = createHmac('sha256', app.get(Links).secret('staff session')).update(token).digest('base64');
  return `__Secure-little-steps.session_token=${encodeURIComponent(`${token}.${signature}`)}`;
}

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** The first time, and the median of those after it. */
async function repeated(work) {
  const first = await timed(work);
  const times = [];
  for (let run = 0; run < RUNS; run++) times.push(await timed(work));
  return { first, warm: times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] };
}

/** Makes the totals. */
const night = async () => ({ seconds: (await timed(() => app.get(RollUp).tick())) / 1000 });

/** Each group of figures by itself, in milliseconds. */
async function figures(scope) {
  const db = app.get(DataSource);
  const readers = { peopleFigures, lessonFigures, stepFigures, questionFigures, lookBackFigures };
  const result = {};
  for (const [name, read] of Object.entries(readers))
    result[name.replace('Figures', '')] = await repeated(() => read(db, scope));
  return result;
}

/** A page as a browser asks for it, in milliseconds, and how many charts it has. */
async function page(path) {
  let charts;
  const times = await repeated(async () => {
    const response = await fetch(new URL(path, url), { headers: { cookie } });
    if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
    charts = (await response.text()).split('<svg class="chart"').length - 1;
  });
  return { ...times, charts };
}

const does = { start, night, figures, page };

async function reply(question) {
  const [[name, value]] = Object.entries(question);
  process.send(await does[name](value));
}

async function end() {
  await app?.close();
  process.exit();
}

process.on('message', (question) => void reply(question));
process.on('disconnect', () => void end());
