// The command line in a process of its own, from the sources: `node --experimental-transform-types cli-child.mjs <command>`.
// For commands that do without the service's parts, which need a compiler for their decorators.
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (name, context, next) =>
    next(context.parentURL?.endsWith('.ts') && name.startsWith('.') ? name.replace(/\.js$/, '.ts') : name, context),
});

const { program } = await import('../../src/cli/program.ts');
await program().parseAsync();
