import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { Clock } from '../../clock.js';
import { setClock } from '../../database/clock-origin.js';
import { programmesFolder } from '../../programmes/folder.js';
import { StatusService } from '../../stats/status.service.js';
import type { Service } from '../serve.js';
import { knowledge } from './knowledge.js';
import type { DemoOptions } from './options.js';
import type { Screen } from './screen.js';
import { enrolRoster, WALK_IN } from './set-up.js';
import { SimulatedMembers } from './simulated-members.js';
import { fullDay, tableNote } from './table.js';
import { showWeeks } from './weeks.js';

/** The first week's Monday; the clocks change on the second week's Sunday. */
const MONDAY = new Date('2026-03-16T00:00:00Z');
/** People are enrolled on the day before, while time goes slowly enough for it: five minutes a second. */
export const EVE = '2026-03-15T09:00:00Zx300';
const WEEK_SECONDS = 7 * 24 * 3600;

/** What a play needs besides the service. */
export interface Stage {
  dataDir: string;
  screen: Screen;
  /** ends it at once */
  stopped: AbortSignal;
}

/** Runs through the weeks, and leaves the clock at its normal pace. Rejects when it is stopped. */
export async function play(service: Service, { weeks, speed }: DemoOptions, stage: Stage): Promise<void> {
  const { screen, stopped } = stage;
  const note = (text: string) => screen.say(tableNote(clock.now(), text));
  const clock = service.app.get(Clock);
  const goOn = (simulated: Date, pace: number) =>
    setClock(clock, service.app.get(DataSource), { simulated, real: new Date(), speed: pace });
  const members = new SimulatedMembers({ url: service.url, speed, knowledge: await knowledge(programmesFolder), note });
  const seconds = Math.round(WEEK_SECONDS / speed);
  screen.say(
    `${weeks === 1 ? 'One week' : `${weeks} weeks`} from ${fullDay(MONDAY)}, a week in about ${seconds === 1 ? 'a second' : `${seconds} seconds`}.`,
    'Made-up people of three organisations answer, some wrongly, some never. No mail leaves this computer.',
    `Look in at any time: ${service.url}/mailbox`,
    '',
    'The roster, templates/demo/roster.csv:',
  );
  try {
    await enrolRoster(service, stage.dataDir, screen);
    members.start();
    await members.signUp(WALK_IN);
    screen.say(`  ${WALK_IN.organisation.padEnd(30)}1 person signs up on the web page`, '');
    await settled(service, stopped);
    await goOn(new Date(Math.max(MONDAY.getTime(), clock.now().getTime())), speed);
    await showWeeks(service, weeks, MONDAY, screen, stopped);
    await goOn(clock.now(), 1);
  } finally {
    await members.stop();
  }
  screen.say(...closing(service.url, stage.dataDir, clock.now(), members));
}

/** Waits until all mail that is due has been sent. */
async function settled({ app }: Service, stopped: AbortSignal): Promise<void> {
  while ((await app.get(StatusService).read()).backlog > 0) await sleep(100, undefined, { signal: stopped });
}

function closing(url: string, dataDir: string, now: Date, { answered, troubles }: SimulatedMembers): string[] {
  return [
    '',
    ...[...troubles].map(([what, times]) => `  Not as expected, ${times} times: ${what}`),
    `It is ${fullDay(now)}, and the clock goes on at its normal pace. Look around:`,
    '',
    `  home       ${url}`,
    `  mailbox    ${url}/mailbox`,
    ...(answered ? [`  a lesson   ${answered}`] : []),
    `  sign up    ${url}/sign-up`,
    `  status     DATA_DIR=${dataDir} npm run cli -- status`,
    '  stop       Ctrl+C; everything the demo made is then removed',
  ];
}
