import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { StartupError } from './errors.js';
import { POSTGRESQL } from './settings/formats.js';
import { OLD_NAMES, withNewNames } from './settings/renamed.js';
import { unknownSettings } from './settings/unknown.js';
import { fallbackOf, type NodeEnv, type Variable } from './settings/variable.js';
import { VARIABLES } from './settings/variables.js';

type Values<G> = { readonly [K in keyof G]: G[K] extends Variable<infer T> ? T : never };
type Groups = { readonly [K in keyof typeof VARIABLES]: Values<(typeof VARIABLES)[K]> };

/**
 * All settings of a process: frozen, in groups, with every default filled in.
 * @example
 * const isPostgres = ({ database }: Settings): boolean => database.dialect === 'postgresql';
 */
export interface Settings
  extends Omit<Groups, 'process' | 'database'>, Readonly<Groups['process']> {
  readonly database: Groups['database'] & {
    /** Which database the URL names. */
    readonly dialect: 'sqlite' | 'postgresql';
    /** That of `execution`. */
    readonly fastPath: boolean;
  };
}

/**
 * Settings as code changes them: what is left out stays as it was.
 * @example
 * const change: SettingsChange = { limits: { pageSize: 50 }, logLevel: 'warn' };
 */
export type SettingsChange = {
  readonly [K in keyof Groups as K extends 'process' ? never : K]?: Partial<Groups[K]>;
} & Partial<Groups['process']>;

/** Where {@link loadSettings} looks besides the environment. */
export interface LoadSettingsOptions {
  /**
   * Path of a file of `NAME=value` lines that fill in what the environment leaves out; null reads
   * none. Default: `.env` beside the running process, unless an environment is passed in.
   */
  readonly envFile?: string | null;
  /** Told of settings that have a new name, and of names that are no settings; standard error by default. */
  readonly warn?: (message: string) => void;
  /** What code wants otherwise, whatever the environment says. */
  readonly change?: SettingsChange | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from the environment and `.env`; the environment wins.
 * An empty value counts as absent.
 * @throws StartupError naming every variable with a bad value, at once
 * @example
 * const settings = loadSettings({ DATABASE_URL: 'sqlite::memory:', PAGE_SIZE: '50' });
 */
export function loadSettings(
  env: Environment = process.env,
  options: LoadSettingsOptions = {},
): Settings {
  const { envFile = env === process.env ? '.env' : null } = options;
  const { warn = writeWarning } = options;
  const file = readEnvFile(envFile);
  unknownSettings({ environment: env, file }, NAMES).forEach(warn);
  const given = { ...file, ...withoutEmpty(env) };
  const merged: Environment = withNewNames(given, warn);
  const faults: string[] = [];
  const nodeEnv = nodeEnvOf(merged);
  const groups = Object.fromEntries(
    Object.entries<Readonly<Record<string, Variable<unknown>>>>(VARIABLES).map(
      ([group, variables]) => [
        group,
        Object.freeze(
          Object.fromEntries(
            Object.entries(variables).map(([key, each]) => [
              key,
              valueOf(each, { env: merged, nodeEnv, faults }),
            ]),
          ),
        ),
      ],
    ),
    // The entries were made from VARIABLES, key by key; only the compiler cannot follow.
  ) as unknown as Groups;
  const changed = changedGroups(groups, options.change ?? {});
  faults.push(...conflicts(changed));
  if (faults.length > 0) {
    throw new StartupError(`Settings cannot be used: ${faults.join('; ')}`);
  }
  const { process: top, database, ...rest } = changed;
  const dialect = POSTGRESQL.test(database.url) ? 'postgresql' : 'sqlite';
  const { fastPath } = groups.execution;
  return Object.freeze({
    ...rest,
    ...top,
    database: Object.freeze({ ...database, dialect, fastPath }),
  });
}

/** The groups with what code says of them. */
function changedGroups(groups: Groups, change: SettingsChange): Groups {
  const byGroup = change as Readonly<Record<string, object | undefined>>;
  return Object.fromEntries(
    Object.entries<object>(groups).map(([name, group]) => {
      const own = name === 'process' ? pick(change, Object.keys(group)) : byGroup[name];
      return [name, Object.freeze({ ...group, ...own })];
    }),
  ) as unknown as Groups;
}

function pick(from: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}

function writeWarning(message: string): void {
  process.stderr.write(`Warning: ${message}\n`);
}

/** The names of all settings, and those they had. */
const NAMES: readonly string[] = [
  ...Object.values(VARIABLES).flatMap((group: Readonly<Record<string, Variable<unknown>>>) =>
    Object.values(group).map(({ name }) => name),
  ),
  ...OLD_NAMES,
];

/** Variables whose text may hold a password: their values are not repeated in messages. */
const CONFIDENTIAL: ReadonlySet<string> = new Set(['DATABASE_URL', 'SECRET']);

/** What the variables are read from, and what is wrong with them. */
interface Reading {
  readonly env: Environment;
  readonly nodeEnv: NodeEnv;
  readonly faults: string[];
}

function valueOf<T>(each: Variable<T>, { env, nodeEnv, faults }: Reading): T | undefined {
  const text = env[each.name]?.trim();
  if (text === undefined || text === '') {
    return fallbackOf(each, nodeEnv);
  }
  const result = each.schema.safeParse(text);
  if (!result.success) {
    const got = CONFIDENTIAL.has(each.name) ? '' : `, got ${JSON.stringify(text)}`;
    faults.push(`${each.name} ${result.error.issues[0]?.message ?? 'is wrong'}${got}`);
    return undefined;
  }
  return result.data;
}

function nodeEnvOf(env: Environment): NodeEnv {
  const nodeEnv = 'development';
  return valueOf(VARIABLES.process.nodeEnv, { env, nodeEnv, faults: [] }) ?? nodeEnv;
}

/** Values that are good by themselves, but not together. A comparison with a bad value is false. */
function conflicts({
  process: { nodeEnv, secret: key },
  database,
  limits,
}: Groups): readonly string[] {
  return [
    nodeEnv === 'production' && key === null && 'SECRET must be set when NODE_ENV is production',
    database.poolMin > database.poolMax && 'POOL_MIN must not be above POOL_MAX',
    limits.pageSize > limits.pageSizeMax && 'PAGE_SIZE must not be above PAGE_SIZE_MAX',
    database.queryTimeoutMs < database.statementTimeoutMs &&
      'DB_QUERY_TIMEOUT_MS must not be below DB_STATEMENT_TIMEOUT_MS',
  ].filter((fault) => fault !== false);
}

function readEnvFile(path: string | null): Environment {
  return path !== null && existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {};
}

function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(
    Object.entries(env).filter(([, text]) => text !== undefined && text.trim() !== ''),
  );
}
