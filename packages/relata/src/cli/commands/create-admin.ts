import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import type { Application } from '../../application.js';
import { createApp } from '../../create-app.js';
import { StartupError } from '../../errors.js';
import { readyDatabase } from '../../database/ready-database.js';
import { loadSettings, type Settings } from '../../settings.js';
import { type ApplicationOptions, type CommandContext, withApplication } from '../command.js';
import { loadApplicationModule } from '../load-application.js';
import { prompt } from '../prompt.js';

const PASSWORD_BYTES = 18;

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
 * `relata create-admin`: makes a user with the role admin. What the flags leave out is asked for on a terminal; a password
 * that is not given is made.
 */
export function define(command: Command, context: CommandContext): void {
  withApplication(command)
    .option('--username <name>', 'the name to go by')
    .option('--email <address>', 'the e-mail address')
    .option('--password <password>', 'the password; one is made when none is given')
    .action(async ({ app, ...given }: AdminArguments & ApplicationOptions) => {
      const { application, settings: change } = await loadApplicationModule({ app });
      const settings = loadSettings(context.env, { change });
      const admin = await complete(given, context);
      await create(application, settings, admin);
      const told = admin.isGenerated
        ? `Its password is ${admin.password} and is not shown again\n`
        : '';
      context.stdout.write(`${admin.username} is an admin now\n${told}`);
    });
}

async function complete(given: AdminArguments, streams: CommandContext): Promise<Admin> {
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

async function askPassword(streams: CommandContext): Promise<string> {
  const password = await prompt(streams, 'Password (nothing: one is made): ', true);
  if (password !== '' && password !== (await prompt(streams, 'Again: ', true))) {
    throw new StartupError('The passwords differ, nothing was created');
  }
  return password;
}

async function create(application: Application, settings: Settings, admin: Admin): Promise<void> {
  // Nothing is served or signed here.
  const app = await createApp(application, {
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
