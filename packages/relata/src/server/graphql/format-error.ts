import { GraphQLError, type GraphQLFormattedError, Kind } from 'graphql';
import { ERROR_STATUS, type ErrorCode, RelataError, RuleError } from '../../errors.js';
import type { Settings } from '../../settings.js';
import { databaseFailureOf } from '../../database/database-failure.js';
import { shortened } from '../../text/text.js';

/** What a client sent, as graphql-js quotes it: what is said of it, and where it stood, comes after. */
const LONG_TEXT = /"(?:[^"\\]|\\.){80,}"/g;

/** What a client is told, and whether the log must say more. */
export interface ClientError {
  readonly code: string;
  readonly message: string;
  /** Besides `code`. */
  readonly extensions: Readonly<Record<string, unknown>>;
  /** A fault of the server: its details belong in the log, under the request id. */
  readonly isFault: boolean;
}

const INTERNAL: ClientError = {
  code: 'INTERNAL_SERVER_ERROR',
  message: 'Internal server error',
  extensions: {},
  isFault: true,
};

/**
 * Codes Apollo gives to what graphql-js and itself refuse before a resolver runs, as our table has
 * them. Clients react to the one about persisted queries by sending the document.
 */
const REQUEST_CODES: Readonly<Record<string, ErrorCode>> = {
  GRAPHQL_PARSE_FAILED: 'GRAPHQL_PARSE_FAILED',
  GRAPHQL_VALIDATION_FAILED: 'GRAPHQL_VALIDATION_FAILED',
  BAD_USER_INPUT: 'BAD_USER_INPUT',
  BAD_REQUEST: 'BAD_USER_INPUT',
  PERSISTED_QUERY_NOT_SUPPORTED: 'PERSISTED_QUERY_NOT_SUPPORTED',
};

/** Codes that are the server's doing, or the database's. */
const FAULT_CODES: ReadonlySet<ErrorCode> = new Set([
  'SERVICE_UNAVAILABLE',
  'OUTCOME_UNKNOWN',
  'INTERNAL_SERVER_ERROR',
]);

/** Whether a code is one of our table. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERROR_STATUS, code);
}

/**
 * Decides what a client may read of an error: RelataErrors and what GraphQL itself finds wrong with
 * a request as they are, a failing database by its code, everything else as an internal error.
 * @param thrown - whatever was thrown, or a GraphQLError round it
 */
export function clientErrorOf(thrown: unknown): ClientError {
  const chain = chainOf(thrown);
  const known = chain.find((error) => error instanceof RelataError) ?? databaseFailureOf(chain);
  if (known instanceof RelataError) {
    const isFault = FAULT_CODES.has(known.code);
    return {
      code: known.code,
      message: known.message,
      extensions: shownExtensions(known),
      isFault,
    };
  }
  const rule = chain.find((error) => error instanceof RuleError);
  if (rule !== undefined) {
    return { code: 'BAD_USER_INPUT', message: rule.message, extensions: {}, isFault: false };
  }
  const code = requestCodeOf(thrown);
  return code === undefined
    ? INTERNAL
    : { code, message: chain[0]?.message ?? '', extensions: {}, isFault: false };
}

/** What an error says besides its code, without what it says to Apollo. */
function shownExtensions({ extensions }: RelataError): Record<string, unknown> {
  const shown: Record<string, unknown> = { ...extensions };
  delete shown['http'];
  return shown;
}

/** The code of an error GraphQL found in the request itself; undefined for one of a resolver. */
function requestCodeOf(error: unknown): string | undefined {
  if (!(error instanceof GraphQLError)) {
    return undefined;
  }
  const onlyGraphQL = chainOf(error).every((each) => each instanceof GraphQLError);
  if (error.path !== undefined) {
    return onlyGraphQL && isAboutArgument(error) ? 'BAD_USER_INPUT' : undefined;
  }
  const { code } = error.extensions;
  if (typeof code === 'string') {
    return REQUEST_CODES[code];
  }
  // Without a code and a path: graphql-js, of the variables ("Too many errors ...") or directives.
  return onlyGraphQL ? 'BAD_USER_INPUT' : undefined;
}

/** graphql-js found only when executing that a variable leaves an argument without a good value. */
function isAboutArgument({ message, nodes }: GraphQLError): boolean {
  const kind = nodes?.[0]?.kind;
  return (
    message.startsWith('Argument "') && kind !== undefined && kind !== Kind.OPERATION_DEFINITION
  );
}

/** Where an error began: what the log has to show. */
export function causeOf(thrown: unknown): unknown {
  return chainOf(thrown).at(-1) ?? thrown;
}

/**
 * The error to throw where only a RelataError gets a status of its own; the log finds the original
 * within it.
 */
export function toRelataError(thrown: unknown): RelataError {
  const { code, message } = clientErrorOf(thrown);
  return thrown instanceof RelataError
    ? thrown
    : new RelataError(isErrorCode(code) ? code : 'INTERNAL_SERVER_ERROR', message, {
        originalError: thrown instanceof Error ? thrown : null,
      });
}

/** An error and what caused it, outermost first. */
function chainOf(thrown: unknown): readonly Error[] {
  const chain: Error[] = [];
  let error: unknown = thrown;
  while (error instanceof Error && !chain.includes(error)) {
    chain.push(error);
    error = (error instanceof GraphQLError ? error.originalError : null) ?? error.cause;
  }
  return chain;
}

/** How errors are put to a client. */
export type ErrorStyle = Pick<Settings['limits'], 'errorCharacters'> & Pick<Settings, 'nodeEnv'>;

/** An error of an answer, shaped for the client. Faults of the server name the request for the log. */
export function formatError(
  error: ClientError,
  place: Pick<GraphQLFormattedError, 'locations' | 'path'>,
  { requestId, errorCharacters, nodeEnv }: ErrorStyle & { readonly requestId: string | undefined },
): GraphQLFormattedError {
  const id = error.code === 'INTERNAL_SERVER_ERROR' && requestId !== undefined ? { requestId } : {};
  const text = nodeEnv === 'production' ? withoutSuggestions(error.message) : error.message;
  return {
    message: fitting(text, errorCharacters),
    ...(place.locations === undefined ? {} : { locations: place.locations }),
    ...(place.path === undefined ? {} : { path: place.path }),
    extensions: { ...error.extensions, code: error.code, ...id },
  };
}

/** A message that is too long, with the values in it cut before its end is. */
function fitting(message: string, characters: number): string {
  const most = Math.floor(characters / 4);
  const shortValue = (quoted: string): string => `"${shortened(quoted.slice(1, -1), most)}"`;
  const isLong = message.length > characters;
  return shortened(isLong ? message.replace(LONG_TEXT, shortValue) : message, characters);
}

/** Suggestions name fields a client did not ask for; graphql-js's own setting leaves those of variables. */
function withoutSuggestions(message: string): string {
  return message.replace(/\s*Did you mean [^?]*\?/g, '');
}
