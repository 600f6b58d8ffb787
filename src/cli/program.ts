import { Command } from 'commander';
import { DomainError } from '../errors.js';
import { exportHelp } from './export-help.js';

/** The command line. Each command is loaded when it is called, and ends with a status other than 0 when it fails. */
export function program(): Command {
  const root = new Command('little-steps')
    .description('One bite-sized security lesson a week, by mail, to the people of small businesses')
    .showHelpAfterError();

  root
    .command('serve')
    .description('run the service: pages, ticks, mail')
    .action(run(async () => (await import('./serve.js')).serve()));
  root
    .command('migrate')
    .description("bring the database's tables up to date")
    .option('--down', 'take back the newest migration')
    .option('--json', 'print one JSON document')
    .action(run(async (options) => (await import('./migrate.js')).migrateCommand(options)));
  root
    .command('demo')
    .description('weeks in minutes, with made-up members who answer; then the service stays up')
    .option('--weeks <number>', 'how many weeks to run through', '8')
    .option('--speed <number>', 'simulated seconds a real second', '30240')
    .action(run(async (options) => (await import('./demo.js')).demo(options)));

  const programmes = root.command('programmes').description('lessons kept as files');
  programmes
    .command('import')
    .description('import the lesson files; nothing is imported unless all is right')
    .argument('[folder]', 'the folder of programmes')
    .option('--json', 'print one JSON document')
    .action(run(async (folder, options) => (await import('./programmes.js')).importCommand(folder, options)));
  programmes
    .command('check')
    .description('check the lesson files against the rules for good lessons; needs no database')
    .argument('[folder]', 'the folder of programmes')
    .option('--json', 'print one JSON document')
    .action(run(async (folder, options) => (await import('./programmes.js')).checkCommand(folder, options)));

  programmes
    .command('export')
    .description('write a programme as it is published to files that import takes back unchanged')
    .argument('<programme>', 'such as core')
    .argument('<folder>', 'the folder of programmes to write it below')
    .option('--json', 'print one JSON document')
    .action(
      run(async (slug, folder, options) => (await import('./programmes.js')).exportCommand(slug, folder, options)),
    );

  root
    .command('members')
    .description('people who take part')
    .command('import')
    .description('enrol the people of a CSV file; can be repeated without harm')
    .argument('<file>', 'the CSV file')
    .requiredOption('--organisation <name>', 'whose people they are; made when unknown')
    .option('--programme <slug>', 'what they take', 'core')
    .option('--dry-run', 'show what would happen, and do nothing')
    .option('--confirmed', 'they have agreed: start them at the next slot, without asking each')
    .option('--json', 'print one JSON document')
    .action(run(async (file, options) => (await import('./members.js')).importCommand(file, options)));

  root
    .command('preview')
    .description("write a lesson's mail as HTML and text")
    .argument('<lesson>', 'programme/step, such as core/lock-your-email')
    .option('--out <folder>', 'where to write it', '.')
    .option('--json', 'print one JSON document')
    .action(run(async (lesson, options) => (await import('./lessons.js')).previewCommand(lesson, options)));
  root
    .command('send-test')
    .description('mail a lesson to an address, marked as a test')
    .argument('<lesson>', 'programme/step, such as core/lock-your-email')
    .argument('<address>', 'where to send it')
    .option('--json', 'print one JSON document')
    .action(
      run(async (lesson, address, options) => (await import('./lessons.js')).sendTestCommand(lesson, address, options)),
    );
  const staff = root.command('staff').description('coordinators and administrators');
  staff
    .command('invite')
    .description('make an account, mail it a way to sign in, and print the link')
    .argument('<address>', 'the e-mail address to sign in with')
    .requiredOption('--role <role>', 'admin: everything; coordinator: the organisations given')
    .option('--name <name>', 'what they are called')
    .option('--organisation <name...>', 'what a coordinator coordinates; made when unknown')
    .option('--json', 'print one JSON document')
    .action(run(async (address, options) => (await import('./staff.js')).inviteCommand(address, options)));
  staff
    .command('reset-passkeys')
    .description('forget the passkeys of somebody who lost theirs; the next sign-in is by mail')
    .argument('<address>', 'the account')
    .option('--json', 'print one JSON document')
    .action(run(async (address, options) => (await import('./staff.js')).resetPasskeysCommand(address, options)));

  root
    .command('bounces')
    .description('mail that came back')
    .command('classify')
    .description('say what is made of bounces kept as files, as JSON lines; needs no database')
    .argument('<path>', 'a message file, or a folder of them')
    .action(run(async (path) => (await import('./bounces.js')).classifyCommand(path)));
  root
    .command('export')
    .description('write a table to standard output: completions, members, deliveries or answers')
    .argument('<what>', 'completions, members, deliveries or answers')
    .option('--format <format>', 'csv or json', 'csv')
    .option('--organisation <name>', 'only this organisation (not for answers)')
    .option('--json', 'the same as --format json')
    .addHelpText('after', exportHelp())
    .action(run(async (what, options) => (await import('./export.js')).exportCommand(what, options)));
  root
    .command('status')
    .description('members, enrolments and deliveries by state, what is due next, and what waits')
    .option('--json', 'print one JSON document')
    .action(run(async (options) => (await import('./status.js')).statusCommand(options)));
  root
    .command('doctor')
    .description('check mail, DNS, database, disk and settings, and say how to mend what is wrong; changes nothing')
    .option('--json', 'print one JSON document')
    .action(run(async (options) => (await import('./doctor.js')).doctorCommand(options)));
  return root;
}

/** Runs a command; what is wrong is said in plain words on standard error. */
function run<T extends unknown[]>(command: (...args: T) => Promise<number | void>): (...args: T) => Promise<void> {
  return async (...args) => {
    try {
      process.exitCode = (await command(...args)) ?? 0;
    } catch (error) {
      process.exitCode = 1;
      process.stderr.write(
        error instanceof DomainError
          ? `${error.message}\n`
          : `${error instanceof Error ? error.stack : String(error)}\n`,
      );
    }
  };
}
