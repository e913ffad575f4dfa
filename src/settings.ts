import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { StartupError } from './errors.js';

type NodeEnv = 'development' | 'production' | 'test';

/** One environment variable: how its text becomes a value, and what it is without any text. */
interface Variable<T> {
  readonly name: string;
  readonly schema: z.ZodType<T, string>;
  readonly fallback: T | ((nodeEnv: NodeEnv) => T);
  /** One line for `.env.example`. */
  readonly comment: string;
}

// A row of the table below: an options object each would make it four times as long.
// eslint-disable-next-line no-restricted-syntax -- see above
function variable<T>(
  name: string,
  schema: z.ZodType<T, string>,
  fallback: NoInfer<T> | ((nodeEnv: NodeEnv) => NoInfer<T>),
  comment: string,
): Variable<T> {
  return { name, schema, fallback, comment };
}

const integer = (least: number, most: number) =>
  z
    .string()
    .refine(
      (text) => /^\d{1,15}$/.test(text) && Number(text) >= least && Number(text) <= most,
      `must be a whole number from ${String(least)} to ${String(most)}`,
    )
    .transform(Number);

const oneOf = <const T extends string>(...words: readonly T[]) =>
  z
    .string()
    .refine(
      (text): text is T => words.some((word) => word === text),
      `must be ${words.join(', ')}`,
    );

const TRUE = ['true', '1', 'yes', 'on'];
const FALSE = ['false', '0', 'no', 'off'];
const flag = z
  .string()
  .transform((text) => text.toLowerCase())
  .refine((text) => TRUE.includes(text) || FALSE.includes(text), 'must be true or false')
  .transform((text) => TRUE.includes(text));

const DAY_MS = 86_400_000;
const milliseconds = integer(1, DAY_MS);
const count = integer(1, 1_000_000);
const host = z.string().regex(/^[^\s/]+$/, 'must be a host name or an address');

/** An origin as a browser sends it; `*` is none, so that credentials never go to everybody. */
const isOrigin = (text: string): boolean =>
  /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
const origins = z
  .string()
  .transform((text): readonly string[] =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  )
  .refine(
    (list) => list.every(isOrigin),
    'must be origins parted by commas, like https://app.example.com; * is not accepted',
  );

const POSTGRESQL = /^postgres(?:ql)?:\/\//;
const databaseUrl = z
  .string()
  .refine(
    (text) => /^sqlite:(?!\/\/|\s).+$/.test(text) || (POSTGRESQL.test(text) && URL.canParse(text)),
    'must be sqlite:./a/file, sqlite::memory:, or postgres://user:password@host:port/database',
  );
const secret: z.ZodType<string | null, string> = z
  .string()
  .refine((text) => Buffer.byteLength(text) >= 32, 'must have at least 32 bytes');

/** Every setting there is, with its limits, default and comment. The one place to add another. */
// prettier-ignore
const VARIABLES = {
  process: {
    nodeEnv: variable('NODE_ENV', oneOf('development', 'production', 'test'), 'development', 'What the process is run for: development, production or test'),
    logLevel: variable('LOG_LEVEL', oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'), 'info', 'Least grave message that is logged: trace, debug, info, warn, error, fatal or silent'),
    secret: variable('SECRET', secret, null, 'Signs cursors and access tokens, at least 32 bytes; production demands it, else one is made and kept under data/'),
  },
  http: {
    port: variable('PORT', integer(0, 65_535), 4000, 'Port to listen on; 0 takes any free one'),
    host: variable('HOST', host, 'localhost', 'Host name or address to listen on; 0.0.0.0 is every IPv4 one'),
    headersTimeoutMs: variable('HTTP_HEADERS_TIMEOUT_MS', milliseconds, 10_000, 'Time a client has to send the head of a request'),
    requestTimeoutMs: variable('HTTP_REQUEST_TIMEOUT_MS', milliseconds, 15_000, 'Time a client has to send a whole request'),
    keepAliveTimeoutMs: variable('HTTP_KEEP_ALIVE_TIMEOUT_MS', milliseconds, 5000, 'Time an idle connection is kept'),
    connectionsCheckingIntervalMs: variable('HTTP_CONNECTIONS_CHECKING_INTERVAL_MS', milliseconds, 2000, 'How often the two client timeouts are checked'),
    maxHeaderBytes: variable('HTTP_MAX_HEADER_BYTES', integer(1024, 1_048_576), 8192, 'Most bytes of a request head, its URL included'),
    maxHeaders: variable('HTTP_MAX_HEADERS', integer(10, 10_000), 100, 'Most header lines of a request'),
    maxConnections: variable('HTTP_MAX_CONNECTIONS', count, 2000, 'Most connections at once; more are dropped'),
    maxInFlight: variable('HTTP_MAX_IN_FLIGHT', count, 200, 'Most GraphQL requests worked on at once; more are answered 503'),
    bodyLimitBytes: variable('HTTP_BODY_LIMIT_BYTES', integer(1024, 104_857_600), 262_144, 'Most bytes of a request body'),
    shutdownMs: variable('SHUTDOWN_MS', milliseconds, 10_000, 'Time running requests have to finish when the process is told to stop'),
    corsOrigins: variable('CORS_ORIGINS', origins, [], 'Origins of other sites whose pages may call the API, parted by commas'),
  },
  database: {
    url: variable('DATABASE_URL', databaseUrl, 'sqlite:./data/relata.sqlite3', 'sqlite:./a/file, sqlite::memory:, or postgres://user:password@host:port/database'),
    sqlEcho: variable('SQL_ECHO', flag, false, 'Shows every SQL statement in the log'),
    poolMin: variable('POOL_MIN', integer(0, 1000), 0, 'Least connections kept open to PostgreSQL'),
    poolMax: variable('POOL_MAX', integer(1, 1000), 10, 'Most connections to PostgreSQL'),
    poolIdleMs: variable('POOL_IDLE_MS', milliseconds, 30_000, 'Time after which an idle connection to PostgreSQL is closed'),
    connectTimeoutMs: variable('DB_CONNECT_TIMEOUT_MS', milliseconds, 2000, 'Longest wait for a connection, from the pool or new'),
    statementTimeoutMs: variable('DB_STATEMENT_TIMEOUT_MS', milliseconds, 5000, 'Time after which PostgreSQL gives a statement up'),
    queryTimeoutMs: variable('DB_QUERY_TIMEOUT_MS', milliseconds, 6000, 'Time after which a PostgreSQL that does not answer is given up'),
    lockTimeoutMs: variable('DB_LOCK_TIMEOUT_MS', milliseconds, 2000, 'Longest wait for a lock in PostgreSQL'),
    idleInTransactionMs: variable('DB_IDLE_IN_TRANSACTION_MS', milliseconds, 10_000, 'Time after which PostgreSQL ends a transaction in which nothing happens'),
    sqliteSynchronous: variable('SQLITE_SYNCHRONOUS', oneOf('FULL', 'NORMAL'), 'FULL', 'FULL survives a power cut at every commit; NORMAL is faster and may lose the last ones'),
    sqliteBusyTimeoutMs: variable('SQLITE_BUSY_TIMEOUT_MS', milliseconds, 5000, 'Longest wait for another process that writes to the SQLite file'),
  },
  limits: {
    documentCharacters: variable('LIMIT_DOCUMENT_CHARACTERS', count, 32_000, 'Most characters of a GraphQL document'),
    documentTokens: variable('LIMIT_DOCUMENT_TOKENS', count, 2000, 'Most tokens of a document'),
    nesting: variable('LIMIT_NESTING', integer(1, 1000), 200, 'Deepest nesting of brackets in a document'),
    depth: variable('LIMIT_DEPTH', count, 10, 'Deepest nesting of fields; edges, node and nodes are not counted'),
    aliases: variable('LIMIT_ALIASES', count, 30, 'Most aliases of an operation, fragments written out'),
    rootFields: variable('LIMIT_ROOT_FIELDS', count, 20, 'Most fields at the root of an operation'),
    rootMutationFields: variable('LIMIT_ROOT_MUTATION_FIELDS', count, 5, 'Most fields at the root of a mutation'),
    directives: variable('LIMIT_DIRECTIVES', count, 50, 'Most directives in a document'),
    fragments: variable('LIMIT_FRAGMENTS', count, 50, 'Most fragments in a document'),
    operations: variable('LIMIT_OPERATIONS', count, 10, 'Most operations in a document'),
    cost: variable('LIMIT_COST', integer(1, 1_000_000_000), 5000, 'Most cost of an operation: one a field, times the page size of each list'),
    pageSize: variable('PAGE_SIZE', integer(1, 10_000), 20, 'Rows of a page that does not say first or last'),
    pageSizeMost: variable('PAGE_SIZE_MOST', integer(1, 10_000), 100, 'Most rows of a page'),
    offsetMost: variable('LIMIT_OFFSET', integer(0, 1_000_000_000), 10_000, 'Highest offset'),
    listInputs: variable('LIMIT_LIST_INPUTS', count, 250, 'Most items of a list in arguments and variables'),
    filterDepth: variable('LIMIT_FILTER_DEPTH', integer(1, 100), 6, 'Deepest nesting of a filter'),
    filterNodes: variable('LIMIT_FILTER_NODES', count, 200, 'Most conditions of a filter'),
    writeDepth: variable('LIMIT_WRITE_DEPTH', integer(1, 20), 5, 'Most levels of rows within rows of an input'),
    bulkMost: variable('LIMIT_BULK', count, 1000, 'Most rows one bulk write may change'),
    variableNodes: variable('LIMIT_VARIABLE_NODES', count, 10_000, 'Most values in the variables of a request'),
    variableNesting: variable('LIMIT_VARIABLE_NESTING', integer(1, 1000), 12, 'Deepest nesting of the variables'),
    nameCharacters: variable('LIMIT_NAME_CHARACTERS', count, 255, 'Most characters of a name'),
    emailCharacters: variable('LIMIT_EMAIL_CHARACTERS', count, 320, 'Most characters of an e-mail address'),
    textCharacters: variable('LIMIT_TEXT_CHARACTERS', integer(1, 100_000_000), 65_536, 'Most characters of a long text'),
    searchCharacters: variable('LIMIT_SEARCH_CHARACTERS', count, 256, 'Most characters of a text to search for'),
    validationErrors: variable('LIMIT_VALIDATION_ERRORS', integer(2, 1000), 10, 'Most validation errors in an answer'),
    coercionErrors: variable('LIMIT_COERCION_ERRORS', integer(2, 1000), 10, 'Most errors of variables in an answer'),
    errors: variable('LIMIT_ERRORS', integer(1, 1000), 20, 'Most errors in an answer'),
    errorCharacters: variable('LIMIT_ERROR_CHARACTERS', integer(20, 100_000), 300, 'Most characters of the message of an error'),
  },
  passwords: {
    memoryKib: variable('PASSWORD_MEMORY_KIB', integer(8, 4_194_304), 19_456, 'Memory argon2id takes to hash a password, in KiB'),
    passes: variable('PASSWORD_PASSES', integer(1, 100), 2, 'Passes of argon2id over that memory'),
    atOnce: variable('PASSWORD_AT_ONCE', count, 4, 'Most passwords hashed at once'),
    waiting: variable('PASSWORD_WAITING', count, 32, 'Most passwords waiting to be hashed; more are answered 503'),
  },
  auth: {
    accessTokenMs: variable('AUTH_ACCESS_TOKEN_MS', milliseconds, 600_000, 'Time an access token is good for'),
    refreshIdleMs: variable('AUTH_REFRESH_IDLE_MS', integer(1000, 31_536_000_000), 1_209_600_000, 'Time after which a refresh token nobody used is of no use'),
    refreshAbsoluteMs: variable('AUTH_REFRESH_ABSOLUTE_MS', integer(1000, 31_536_000_000), 2_592_000_000, 'Time after which a sign-in ends whatever happens'),
    cookies: variable('AUTH_COOKIES', flag, false, 'Whether tokens travel in httpOnly cookies instead of the payload, for browsers'),
    accountTries: variable('AUTH_ACCOUNT_TRIES', count, 10, 'Most sign-ins to one account a minute; then blocked for ever longer, 15 minutes at most'),
    addressTries: variable('AUTH_ADDRESS_TRIES', count, 30, 'Most sign-ins from one address a minute'),
  },
  execution: {
    deadlineMs: variable('DEADLINE_MS', milliseconds, 10_000, 'Time a GraphQL request may take'),
    reader: variable('READER', oneOf('compiled', 'reference'), 'compiled', 'How queries are read: compiled into one statement where that is possible, or always by the reference reader'),
  },
  features: {
    introspection: variable('INTROSPECTION', flag, (nodeEnv) => nodeEnv !== 'production', 'Whether clients may ask for the schema; in production the default is false'),
    playground: variable('PLAYGROUND', flag, (nodeEnv) => nodeEnv !== 'production', 'Whether browsers get the playground; in production the default is false'),
    sampleData: variable('SAMPLE_DATA', oneOf('auto', 'off'), 'auto', 'auto fills a new SQLite database with examples, never in production; off never does'),
  },
} as const;

type Values<G> = { readonly [K in keyof G]: G[K] extends Variable<infer T> ? T : never };
type Groups = { readonly [K in keyof typeof VARIABLES]: Values<(typeof VARIABLES)[K]> };

/** All settings of a process: frozen, in groups, with every default filled in. */
export interface Settings
  extends Omit<Groups, 'process' | 'database'>, Readonly<Groups['process']> {
  readonly database: Groups['database'] & {
    /** Which database the URL names. */
    readonly dialect: 'sqlite' | 'postgresql';
  };
}

/** Where {@link loadSettings} looks besides the environment. */
export interface LoadSettingsOptions {
  /**
   * Path of a file of `NAME=value` lines that fill in what the environment leaves out; null reads
   * none. Default: `.env` beside the running process, unless an environment is passed in.
   */
  readonly envFile?: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from the environment and `.env`; the environment wins.
 * An empty value counts as absent.
 * @throws StartupError naming every variable with a bad value, at once
 */
export function loadSettings(
  env: Environment = process.env,
  options: LoadSettingsOptions = {},
): Settings {
  const { envFile = env === process.env ? '.env' : null } = options;
  const merged: Environment = { ...readEnvFile(envFile), ...withoutEmpty(env) };
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
  faults.push(...conflicts(groups));
  if (faults.length > 0) {
    throw new StartupError(`Settings cannot be used: ${faults.join('; ')}`);
  }
  const { process: top, database, ...rest } = groups;
  const dialect = POSTGRESQL.test(database.url) ? 'postgresql' : 'sqlite';
  return Object.freeze({ ...rest, ...top, database: Object.freeze({ ...database, dialect }) });
}

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

function fallbackOf<T>({ fallback }: Variable<T>, nodeEnv: NodeEnv): T {
  return typeof fallback === 'function' ? (fallback as (nodeEnv: NodeEnv) => T)(nodeEnv) : fallback;
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
    limits.pageSize > limits.pageSizeMost && 'PAGE_SIZE must not be above PAGE_SIZE_MOST',
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

/** The text of `.env.example`: each variable with its comment and its default, none of them active. */
export function envExample(): string {
  const groups: readonly Readonly<Record<string, Variable<Value>>>[] = Object.values(VARIABLES);
  const blocks = groups.map((group) =>
    Object.values(group)
      .map(
        (each) => `# ${each.comment}\n#${each.name}=${textOf(fallbackOf(each, 'development'))}\n`,
      )
      .join(''),
  );
  return `# Copy to .env and take the # away from what you want to change.\n\n${blocks.join('\n')}`;
}

type Value = string | number | boolean | null | readonly string[];

function textOf(value: Value): string {
  return typeof value === 'object' ? (value ?? []).join(',') : String(value);
}
