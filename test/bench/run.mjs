// `npm run bench`: a slot with 20,000 members due, end to end on the built service, beside bare nodemailer.
// `-- --members N` for a quick run, `-- --json` for one JSON object as the last line; `-- --dashboard` adds the figures of
// admins over 100,000 members and 2 million deliveries.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { openEmbedded } from '../../dist/src/database/embedded.js';
import { removePlace } from '../../dist/src/database/embedded-place.js';
import { Child } from './child.mjs';
import { dashboard, dashboardLines } from './dashboard.mjs';
import { seed } from './seed.mjs';

const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '20000' },
    enrolments: { type: 'string', default: '100000' },
    json: { type: 'boolean', default: false },
    dashboard: { type: 'boolean', default: false },
  },
});
const members = Number(values.members);
const connections = 10;
const DUE = '2026-03-17T09:00:00Z';
const SPREAD_OVER = '2026-03-17T09:20:00Z'; // every minute of the slot has come
const BEFORE = '2026-03-16T12:00:00Z';

const say = (line) => process.stderr.write(`${line}\n`);
const round = (value, digits = 0) => Number(value.toFixed(digits));
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const folder = mkdtempSync(path.join(tmpdir(), 'little-steps-bench-'));
chmodSync(folder, 0o711);
const dataDir = path.join(folder, 'data');
const children = [];
let server = await openEmbedded(dataDir, () => {});
process.once('SIGINT', () => void tidy().then(() => process.exit(130)));
try {
  await bench();
} finally {
  await tidy();
}

async function tidy() {
  for (const child of children.splice(0).toReversed()) await child.end();
  await server.stop();
  removePlace(dataDir);
  rmSync(folder, { recursive: true, force: true });
}

async function bench() {
  const sink = await openSink();
  await inDatabase('postgres', (db) => db.query('create database template_bench'));
  await (await openService('template_bench', sink, BEFORE, 'web')).end();

  const few = Math.max(1, Math.round(members / 10));
  await fill('few', few);
  await fill('many', members);
  await copy('plan_2', 'many');
  await copy('plan_3', 'many');

  say(`${few} members`);
  const small = await slot('few', few, sink);
  say(`half of ${members} mails by nodemailer alone`);
  const bare = await openChild('bare.mjs');
  const task = { url: sink.url, connections, samples: small.samples, mails: Math.ceil(members / 2) };
  await bare.ask({ ...task, mails: Math.min(200, task.mails) }); // warm
  const before = await bare.ask(task);
  say(`${members} members`);
  const big = await slot('many', members, sink);
  say(`the other half by nodemailer alone`);
  const after = await bare.ask(task);
  await bare.end();

  const plans = [big.plan];
  for (const name of ['plan_2', 'plan_3']) plans.push(await planOnly(name, sink));
  say(`an idle tick with ${values.enrolments} enrolments`);
  await fill('idle', Number(values.enrolments));
  const quiet = await openService('idle', sink, BEFORE, 'worker');
  const idle = await quiet.ask({ idle: 201 });
  await quiet.end();

  const figures = values.dashboard ? await dashboard(Number(values.enrolments), figuresGround(sink)) : undefined;

  const alone = { seconds: before.seconds + after.seconds, cpu: before.cpuSeconds + after.cpuSeconds };
  const bareMails = task.mails * 2;
  report({
    members,
    sink: sink.name,
    connections,
    cores: cpus().length,
    planning: { members_per_second: round(members / median(plans)) },
    end_to_end: {
      mails_per_second: round(members / big.seconds),
      cpu_ms_per_mail: round((big.cpu * 1000) / members, 3),
    },
    nodemailer: {
      mails_per_second: round(bareMails / alone.seconds),
      cpu_ms_per_mail: round((alone.cpu * 1000) / bareMails, 3),
    },
    peak_memory_mib: { [few]: round(small.memory), [members]: round(big.memory) },
    idle_tick_ms: round(idle.milliseconds, 2),
    ...(figures && { dashboard: figures }),
    ratios: {
      end_to_end_vs_nodemailer: round(members / big.seconds / (bareMails / alone.seconds), 2),
      cpu_vs_nodemailer: round(big.cpu / members / (alone.cpu / bareMails), 2),
      memory_20000_vs_2000: round(big.memory / small.memory, 2),
    },
  });
}

/** One slot, from the tick to the last settled. */
async function slot(name, mails, sink) {
  const service = await openService(name, sink, SPREAD_OVER, 'worker');
  await sink.taken();
  const began = performance.now();
  const { seconds: plan } = await service.ask({ plan: 15 });
  await service.ask({ send: true });
  await inDatabase(name, settled);
  const seconds = (performance.now() - began) / 1000;
  const { cpuSeconds: cpu, memory } = await service.ask({ usage: true });
  await inDatabase(name, (db) => check(db, mails));
  const taken = await sink.taken();
  if (taken !== undefined && taken !== mails) throw new Error(`the sink took ${taken} mails instead of ${mails}`);
  const samples = await service.ask({ samples: 64 });
  await service.end();
  return { plan, seconds, cpu, memory, samples };
}

async function planOnly(name, sink) {
  const service = await openService(name, sink, SPREAD_OVER, 'worker');
  const { seconds } = await service.ask({ plan: 15 });
  await service.end();
  return seconds;
}

async function settled(db) {
  const waiting = `select exists (select from delivery where batch_id is not null and state in ('planned', 'deferred', 'sending')) as any`;
  while ((await db.query(waiting)).rows[0].any) await pause(20);
}

async function check(db, mails) {
  const { rows } = await db.query('select state, count(*)::int as n from delivery where due_at = $1 group by state', [
    DUE,
  ]);
  if (rows.length !== 1 || rows[0].state !== 'sent' || rows[0].n !== mails)
    throw new Error(`not all of ${mails} were sent: ${JSON.stringify(rows)}`);
}

/** What the part about figures needs. */
function figuresGround(sink) {
  return {
    say,
    fill: async (name, work) => {
      await copy(name, 'template_bench');
      return inDatabase(name, work);
    },
    openService: (name, now) => openService(name, sink, now, 'web', 'dashboard-child.mjs'),
    restart: async () => {
      await server.stop();
      server = await openEmbedded(dataDir, () => {});
    },
  };
}

async function openService(name, sink, now, role, script = 'service.mjs') {
  const child = await openChild(script);
  const settings = {
    NODE_ENV: 'test',
    LOG_LEVEL: 'error',
    PORT: '0',
    DATA_DIR: dataDir,
    ROLE: role,
    SMTP_URL: sink.url,
    SMTP_CONNECTIONS: String(connections),
    SECRET: 'a secret that only the bench knows and needs',
    PUBLIC_URL: 'https://steps.example.org',
    MAIL_FROM: 'Little Steps <steps@example.org>',
    BOUNCE_ADDRESS: 'bounces@example.org',
  };
  await child.ask({ start: { connection: { ...server.connection, database: name }, settings, now } });
  return child;
}

async function openChild(script) {
  const child = new Child(script);
  children.push(child);
  return child;
}

async function openSink() {
  const found = ['/usr/sbin/smtp-sink', '/usr/local/sbin/smtp-sink'].find((file) => existsSync(file));
  if (!found) {
    const child = await openChild('sink.mjs');
    const { port } = await child.answer();
    const taken = async () => (await child.ask({})).taken;
    return { name: 'a process of its own', url: `smtp://127.0.0.1:${port}`, taken };
  }
  const port = await freePort();
  const account =
    process.getuid?.() === 0 ? ['-u', execFileSync('id', ['-un', 'postfix'], { encoding: 'utf8' }).trim()] : [];
  const sink = spawn(found, [...account, `127.0.0.1:${port}`, '1000'], { stdio: ['ignore', 'ignore', 'inherit'] });
  children.push({ end: () => Promise.resolve(sink.kill()) });
  await pause(300);
  return { name: 'smtp-sink', url: `smtp://127.0.0.1:${port}`, taken: async () => undefined };
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}

async function inDatabase(name, work) {
  const client = new pg.Client({ ...server.connection, database: name, ssl: false });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function fill(name, count) {
  await copy(name, 'template_bench');
  await inDatabase(name, (db) => seed(db, count, DUE));
}

async function copy(name, from) {
  await inDatabase('postgres', (db) => db.query(`create database ${name} template ${from}`));
}

function report(result) {
  const { planning, end_to_end, nodemailer, peak_memory_mib, idle_tick_ms, ratios } = result;
  const [few, all] = Object.entries(peak_memory_mib);
  const rows = [
    ['planning', `${planning.members_per_second} members/s`, ''],
    [
      'end to end',
      `${end_to_end.mails_per_second} mails/s`,
      `${end_to_end.cpu_ms_per_mail} ms of processor time a mail`,
    ],
    [
      'nodemailer alone',
      `${nodemailer.mails_per_second} mails/s`,
      `${nodemailer.cpu_ms_per_mail} ms of processor time a mail`,
    ],
    ['  ratio', `${ratios.end_to_end_vs_nodemailer}`, `${ratios.cpu_vs_nodemailer}`],
    ['peak memory', `${few[1]} MiB at ${few[0]}`, `${all[1]} MiB at ${all[0]}: ratio ${ratios.memory_20000_vs_2000}`],
    ['idle tick', `${idle_tick_ms} ms`, `with ${values.enrolments} members`],
  ];
  console.log(
    `${result.members} members, ${result.connections} connections, sink: ${result.sink}, ${result.cores} cores`,
  );
  if (result.dashboard) rows.push(...dashboardLines(result.dashboard));
  for (const [what, first, second] of rows) console.log(`  ${what.padEnd(18)}${first.padEnd(20)}${second}`.trimEnd());
  if (values.json) console.log(JSON.stringify(result));
}
