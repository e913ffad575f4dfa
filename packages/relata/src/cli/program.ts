import { Command, CommanderError } from 'commander';
import { StartupError } from '../errors.js';
import { explainStartupFailure } from '../startup-failure.js';
import type { CommandContext, CommandModule } from './command.js';

/** What a command does, in a line, and the module that does it, which is loaded when it is called. */
interface Entry {
  readonly description: string;
  readonly load: () => Promise<CommandModule>;
}

/** Every command there is, in the order of the help. */
const ENTRIES: Readonly<Record<string, Entry>> = {
  dev: {
    description: 'serve, and start again whenever a file changes',
    load: () => import('./commands/dev.js'),
  },
  start: { description: 'serve', load: () => import('./commands/start.js') },
  migrate: {
    description: 'apply the migrations that are pending to the database',
    load: () => import('./commands/migrate.js'),
  },
  check: {
    description: 'whether migrations and generated files say what the models say, offline',
    load: () => import('./commands/check.js'),
  },
  seed: {
    description: 'fill an empty database with the sample data of the application',
    load: () => import('./commands/seed.js'),
  },
  'create-admin': {
    description: 'make a user who may do everything',
    load: () => import('./commands/create-admin.js'),
  },
  'migration:create': {
    description: 'write the migration from the models of before to those of now, offline',
    load: () => import('./commands/migration-create.js'),
  },
  'migration:check': {
    description: 'whether a migration is missing, offline',
    load: () => import('./commands/migration-check.js'),
  },
  'print-schema': {
    description: 'write schema.graphql',
    load: () => import('./commands/print-schema.js'),
  },
  'print-access': {
    description: 'write who may do what into docs/access.md',
    load: () => import('./commands/print-access.js'),
  },
  'print-clients': {
    description: 'write what clients need of the schema into clients/',
    load: () => import('./commands/print-clients.js'),
  },
};

/**
 * Runs a command.
 * @param args - its name, and what follows it
 * @returns the exit code
 */
export async function runCommand(
  args: readonly string[],
  context: CommandContext,
): Promise<number> {
  try {
    const program = await programOf(args[0], context);
    await program.parseAsync(args, { from: 'user' });
    return Number(context.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode;
    }
    const text = error instanceof StartupError ? error.message : explainStartupFailure(error);
    context.stderr.write(`${text}\n`);
    return 1;
  }
}

/** The program with one of its commands; of the others it knows what the help says. */
async function programOf(called: string | undefined, context: CommandContext): Promise<Command> {
  const program = new Command('relata').description('Serves a GraphQL API over relational models.');
  for (const [name, { description, load }] of Object.entries(ENTRIES)) {
    const command = new Command(name).description(description);
    if (name === called) {
      (await load()).define(command, context);
    }
    program.addCommand(command);
  }
  for (const command of [program, ...program.commands]) {
    command
      .allowExcessArguments(false)
      .exitOverride()
      .configureOutput({
        writeOut: (text) => context.stdout.write(text),
        writeErr: (text) => context.stderr.write(text),
      });
  }
  return program;
}
