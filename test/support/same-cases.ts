import fc from 'fast-check';

// The same cases every time: a test that fails for what is not changed stops whoever changed something else. `CASES=<number>` tries others.
fc.configureGlobal({ seed: Number(process.env.CASES ?? 20261122) });
