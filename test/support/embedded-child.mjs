// A process of its own that opens the embedded PostgreSQL of a data folder: `node embedded-child.mjs <data folder>`.
// Prints one line of JSON for what it got, and stops the server when a line arrives on its standard input.
import { once } from 'node:events';
import { registerHooks } from 'node:module';

// Node runs our TypeScript as it stands; only the imports' endings are those of what the compiler makes of it.
registerHooks({
  resolve: (name, context, next) =>
    next(context.parentURL?.endsWith('.ts') && name.startsWith('.') ? name.replace(/\.js$/, '.ts') : name, context),
});

const { openEmbedded } = await import('../../src/database/embedded.ts');
const log = [];
const server = await openEmbedded(process.argv[2], (line) => log.push(line));
console.log(JSON.stringify({ connection: server.connection, owner: server.owner, log }));
await once(process.stdin, 'data');
await server.stop();
process.exit();
