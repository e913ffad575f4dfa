import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

interface PackageFile {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly bin?: string | Readonly<Record<string, string>>;
}

/** Environment variables of a child process; what is undefined is taken away. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a command wrote to standard output. */
export interface CommandResult {
  readonly stdout: string;
}

/** The scripts of a project's package.json. */
export function scriptsOf(folder: string): Readonly<Record<string, string>> {
  return packageFile(folder).scripts ?? {};
}

/** Commands that the documentation runs by npx, with the packages they are in. */
const PACKAGES: Readonly<Record<string, string>> = {
  'graphql-codegen': '@graphql-codegen/cli',
  'mikro-orm': '@mikro-orm/cli',
  relata: 'relata',
  'relay-compiler': 'relay-compiler',
  tsc: 'typescript',
};

/** Commands that the documentation may run by npx. */
export const COMMANDS: readonly string[] = Object.keys(PACKAGES);

/** The path of MikroORM's command line in a project. */
export function mikroOrmCli(folder: string): string {
  return commandFile(folder, 'mikro-orm');
}

function commandFile(folder: string, command: string): string {
  const home = join(folder, 'node_modules', PACKAGES[command] ?? '');
  const { bin } = packageFile(home);
  const file = typeof bin === 'string' ? bin : bin?.[command];
  if (file === undefined) {
    throw new TypeError(`${home} has no command ${command}`);
  }
  return join(home, file);
}

/**
 * What Node is to run for a command as the documentation has it: `npm run seed -- --users 3`,
 * `npm start`, `npx mikro-orm migration:up`, `npx tsc`. On the Node of this process, whatever is on the PATH.
 */
export function nodeArguments(folder: string, command: string): readonly string[] {
  const [tool, ...words] = command.split(' ');
  if (tool === 'npx' && words[0] !== undefined) {
    return [commandFile(folder, words[0]), ...words.slice(1)];
  }
  const [script = '', ...rest] = words[0] === 'run' ? words.slice(1) : words;
  const [program = '', ...parameters] = scriptsOf(folder)[script]?.split(' ') ?? [];
  const given = [...parameters, ...rest.filter((word) => word !== '--')];
  if (tool === 'npm' && program === 'node') {
    return given;
  }
  if (tool === 'npm' && PACKAGES[program] !== undefined) {
    return [commandFile(folder, program), ...given];
  }
  throw new TypeError(`Not a command that Node runs: ${command}`);
}

/** Runs such a command in a project to its end. @throws where it fails, with what it wrote */
export async function runCommand(
  folder: string,
  command: string,
  env: Environment,
): Promise<CommandResult> {
  const options = { cwd: folder, env: childEnvironment(env) };
  try {
    return await promisify(execFile)(process.execPath, nodeArguments(folder, command), options);
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new TypeError(`${command} failed: ${stdout}${stderr}`, { cause: error });
  }
}

/** The environment of this process without what Jest needs of it. */
export function childEnvironment(env: Environment): NodeJS.ProcessEnv {
  return { ...process.env, NODE_OPTIONS: undefined, NODE_ENV: 'development', ...env };
}

function packageFile(folder: string): PackageFile {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageFile;
}
