// The figures of admins over a year's data: how long the night's work takes, each group of figures, and the page whole;
// `first` right after a start of service and database, `warm` the median of those that follow.
import { seedYear } from './dashboard-seed.mjs';

const NOW = '2026-11-20T12:00:00Z';
const year = { audience: '*/*/*', from: '2025-11-24', to: '2026-11-23' };

/** @param ground what run.mjs lends: databases, processes, words, and a new start of the database server */
export async function dashboard(members, { fill, openService, restart, say }) {
  say(`the figures' data: ${members} members`);
  const data = await fill('figures', (db) => seedYear(db, members, NOW));
  const open = () => openService('figures', NOW);
  say(`${data.deliveries} deliveries, ${data.answers} answers; the night's work`);
  let service = await open();
  const { seconds } = await service.ask({ night: true });
  await service.end();

  await restart();
  service = await open();
  // over a year: of everybody, of one sector, size and nation, of the organisation with every fiftieth member
  const pages = {};
  for (const [name, path] of Object.entries({
    all: '/admin?period=52',
    audience: '/admin?period=52&nation=england&sector=retail&size=2-9',
    firm: '/admin?period=52&organisation=Organisation+1',
  }))
    pages[name] = await service.ask({ page: path });
  await service.end();

  await restart();
  service = await open();
  const figures = await service.ask({ figures: year });
  await service.end();
  const rounded = (times) =>
    Object.fromEntries(
      Object.entries(times).map(([name, { first, warm, charts }]) => [
        name,
        { first_ms: round(first), warm_ms: round(warm), ...(charts !== undefined && { charts }) },
      ]),
    );
  return { ...data, night_seconds: round(seconds), figures: rounded(figures), pages: rounded(pages) };
}

const round = (value) => Number(value.toFixed(1));

/** Lines for people. */
export function dashboardLines({ members, deliveries, answers, night_seconds, figures, pages }) {
  const line = ([name, { first_ms, warm_ms }]) => [
    name,
    `${warm_ms} ms warm`,
    `${first_ms} ms the first time after a start`,
  ];
  return [
    ['figures', `${members} members, ${deliveries} deliveries, ${answers} answers`, ''],
    ['  at night', `${night_seconds} s`, 'for all totals'],
    ...Object.entries(figures).map(([name, times]) => line([`  ${name}`, times])),
    ...Object.entries(pages).map(([name, times]) => line([`  page, ${name}`, times])),
  ];
}
