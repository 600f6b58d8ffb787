import { Histogram, register } from 'prom-client';

const name = 'little_steps_tick_seconds';

/** How long the parts of a tick take in this process, for operators; one for the process, however many services run in it. */
export const tickSeconds =
  (register.getSingleMetric(name) as Histogram<'part'> | undefined) ??
  new Histogram({
    name,
    help: 'Seconds of real time that a part of a tick took in this process',
    labelNames: ['part'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
  });
