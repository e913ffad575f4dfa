import { randomBytes } from 'node:crypto';
import { Command, CommanderError } from 'commander';
import { createApp } from '../create-app.js';
import { StartupError } from '../errors.js';
import { readyDatabase } from '../database/ready-database.js';
import { loadSettings, type Settings } from '../settings.js';
import { explainStartupFailure } from '../startup-failure.js';
import { loadApplication } from './load-application.js';
import { prompt } from './prompt.js';

const PASSWORD_BYTES = 18;

/** Where the command asks, and says what it does. */
export interface CommandStreams {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

interface AdminArguments {
  readonly username?: string;
  readonly email?: string;
  readonly password?: string;
}

/** Who is to be made. */
interface Admin {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  /** Whether the password was made here, and must be told. */
  readonly isGenerated: boolean;
}

/**
 * `npm run create-admin`: makes a user with the role admin. What the flags leave out is asked for on
 * a terminal; a password that is not given is made.
 * @param args - what follows the command
 * @param env - where the settings come from; the environment and `.env` by default
 * @returns the exit code
 */
export async function runCreateAdmin(
  args: readonly string[],
  streams: CommandStreams,
  env?: Readonly<Record<string, string>>,
): Promise<number> {
  try {
    const given = parse(args, streams);
    const settings = loadSettings(env);
    const admin = await complete(given, streams);
    await create(settings, admin);
    const told = admin.isGenerated
      ? `Its password is ${admin.password} and is not shown again\n`
      : '';
    streams.stdout.write(`${admin.username} is an admin now\n${told}`);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode;
    }
    streams.stderr.write(
      `${error instanceof StartupError ? error.message : explainStartupFailure(error)}\n`,
    );
    return 1;
  }
}

function parse(args: readonly string[], { stdout, stderr }: CommandStreams): AdminArguments {
  const command = new Command('npm run create-admin --')
    .description('Makes a user with the role admin in the database of DATABASE_URL.')
    .option('--username <name>', 'the name to go by')
    .option('--email <address>', 'the e-mail address')
    .option('--password <password>', 'the password; one is made when none is given')
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
    });
  return command.parse(args, { from: 'user' }).opts<AdminArguments>();
}

async function complete(given: AdminArguments, streams: CommandStreams): Promise<Admin> {
  const isAttended = streams.stdin.isTTY === true;
  const { username, email } = given;
  if (!isAttended && (username === undefined || email === undefined)) {
    throw new StartupError('Say who: --username <name> --email <address>');
  }
  const name = username ?? (await prompt(streams, 'Username: '));
  const address = email ?? (await prompt(streams, 'E-mail: '));
  // Whoever gave the rest by flags is not asked: a script may have a terminal, too.
  const isAsked = isAttended && (username === undefined || email === undefined);
  const password = given.password ?? (isAsked ? await askPassword(streams) : '');
  const isGenerated = password === '' && given.password === undefined;
  return {
    username: name,
    email: address,
    password: isGenerated ? randomBytes(PASSWORD_BYTES).toString('base64url') : password,
    isGenerated,
  };
}

async function askPassword(streams: CommandStreams): Promise<string> {
  const password = await prompt(streams, 'Password (nothing: one is made): ', true);
  if (password !== '' && password !== (await prompt(streams, 'Again: ', true))) {
    throw new StartupError('The passwords differ, nothing was created');
  }
  return password;
}

async function create(settings: Settings, admin: Admin): Promise<void> {
  // Nothing is served or signed here.
  const app = await createApp(await loadApplication(), {
    ...settings,
    secret: settings.secret ?? randomBytes(32).toString('base64url'),
    features: { ...settings.features, playground: false },
    logLevel: 'silent',
  });
  try {
    await readyDatabase(app.orm);
    const createAdmin = app.doors.find((door) => door.createAdmin !== undefined)?.createAdmin;
    if (createAdmin === undefined) {
      throw new StartupError('Nothing here keeps accounts: see `auth` of the application');
    }
    const faults = await createAdmin(admin);
    if (faults.length > 0) {
      // The input is this command's own: its fields are what matters to the reader.
      const lines = faults.map(
        ({ path, message }) => `${path.filter((step) => step !== 'input').join('.')}: ${message}`,
      );
      throw new StartupError(lines.join('\n'));
    }
  } finally {
    await app.stop();
  }
}
