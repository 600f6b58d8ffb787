// The service's own parts, as built, in a process of their own: so its peak memory and processor time are theirs.
// Told { start }, it answers when all runs; then { plan }, { send }, { usage }, { samples } or { idle }; see run.mjs.
import 'reflect-metadata';
import { DataSource } from 'typeorm';

const { listen } = await import('../../dist/src/cli/serve.js');
const { Clock } = await import('../../dist/src/clock.js');
const { readConfig } = await import('../../dist/src/config.js');
const { prepare } = await import('../../dist/src/ground.js');
const { Plan } = await import('../../dist/src/drip/plan.js');
const { Week } = await import('../../dist/src/drip/week.js');
const { Dispatch } = await import('../../dist/src/mail/dispatch.js');
const { MailKinds } = await import('../../dist/src/mail/kinds.js');
const { MailWorkers } = await import('../../dist/src/mail/workers.js');
const { message } = await import('../../dist/src/mail/message.js');

let app;
let cpu;

async function start({ connection, settings, now }) {
  const database = { connection, lasting: true, stop: async () => {} };
  const config = readConfig(settings);
  const ground = await prepare(config, database);
  const clock = new Clock({ simulated: new Date(now), real: new Date(), speed: 1 });
  ({ app } = await listen({ ...ground, clock }));
  return {};
}

async function timed(work) {
  cpu ??= process.cpuUsage();
  const began = performance.now();
  await work();
  return { seconds: (performance.now() - began) / 1000 };
}

/** Of the process, since its first work; `memory` is the most it ever held, in MiB. */
function usage() {
  const { user, system } = process.cpuUsage(cpu);
  return { cpuSeconds: (user + system) / 1e6, memory: process.resourceUsage().maxRSS / 1024 };
}

/** What was sent, as bare nodemailer takes it: HTML and text not yet composed. */
async function samples(count) {
  const { manager } = app.get(DataSource);
  const rows = await manager.query(
    `select id, kind, message_id as "messageId" from delivery where state = 'sent' order by id desc limit $1`,
    [count],
  );
  const { letters } = await manager.transaction((db) => app.get(MailKinds).letters(rows, db));
  const { sender } = app.get(MailWorkers);
  return rows.map((row) => {
    const letter = letters.get(row.id);
    const { envelope } = message(row, letter, sender, new Date());
    const headers = {
      'Feedback-ID': `${letter.step}:lesson:${letter.programme}:littlesteps`,
      'List-Id': `<${letter.programme}.lessons.example.org>`,
      'List-Unsubscribe': { prepared: true, foldLines: false, value: `<${letter.unsubscribeUrl}>` },
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    };
    return { ...letter.fill(), from: sender.from, to: letter.to, headers, envelope };
  });
}

/** The median of what a tick takes that finds nothing to do, in milliseconds. */
async function idle(ticks) {
  const week = app.get(Week);
  const times = [];
  for (let tick = 0; tick < ticks; tick++) {
    const began = performance.now();
    await week.tick();
    times.push(performance.now() - began);
  }
  return { milliseconds: times.sort((a, b) => a - b)[Math.floor(ticks / 2)] };
}

const does = {
  start,
  plan: (spread) => timed(() => app.get(Plan).tick(spread)),
  send: () => timed(() => app.get(Dispatch).tick()),
  usage,
  samples,
  idle,
};

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
