import { inspect } from 'node:util';
import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import { plural } from './plural.js';

/**
 * Every code a client can meet in `errors[].extensions.code`, with the HTTP status of a whole
 * answer that carries it (media type `application/graphql-response+json`).
 */
export const ERROR_STATUS = {
  BAD_USER_INPUT: 400,
  INVALID_CURSOR: 400,
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  PERSISTED_QUERY_NOT_SUPPORTED: 400,
  COST_EXCEEDED: 400,
  IDEMPOTENCY_KEY_REUSED: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
  INTERNAL_SERVER_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
  OUTCOME_UNKNOWN: 503,
  TIMEOUT: 504,
} as const;

/** A code of {@link ERROR_STATUS}. */
export type ErrorCode = keyof typeof ERROR_STATUS;

/**
 * Root of the errors whose message a client may read. Anything else that is thrown on a request
 * path is answered as INTERNAL_SERVER_ERROR with a request id and no detail.
 */
export class RelataError extends GraphQLError {
  /** The code a program can act on. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options: GraphQLErrorOptions = {}) {
    super(message, {
      ...options,
      extensions: { ...options.extensions, code, http: { status: ERROR_STATUS[code] } },
    });
    this.code = code;
    this.name = new.target.name;
  }
}

/** The request is well-formed GraphQL, but a value in it cannot be used. */
export class BadInputError extends RelataError {
  constructor(message: string, options?: GraphQLErrorOptions) {
    super('BAD_USER_INPUT', message, options);
  }

  /**
   * The value of an argument is at fault.
   * @param argument - the argument with its path, `where.title.contains`
   * @param reason - what is wrong, `must not contain NUL`
   */
  static at(argument: string, reason: string): BadInputError {
    return new BadInputError(`${argument}: ${reason}`);
  }
}

/** A cursor that is garbage, was changed, or belongs to another order or field. */
export class InvalidCursorError extends RelataError {
  /** @param argument - `after` or `before` */
  static at(argument: string, reason: string): InvalidCursorError {
    return new InvalidCursorError('INVALID_CURSOR', `${argument}: ${reason}`);
  }
}

/** An operation asks for more than the server is willing to do in one request. */
export class CostExceededError extends RelataError {
  /** Both costs by one measure: one a field, times the page size of each list. */
  static of(cost: number, limit: number): CostExceededError {
    return new CostExceededError(
      'COST_EXCEEDED',
      `The operation costs ${String(cost)}, the limit is ${String(limit)}: ask for smaller pages or fewer fields`,
      { extensions: { cost, limit } },
    );
  }
}

/** The database cannot be reached, or the server is full: try again. */
export class UnavailableError extends RelataError {
  static busy(): UnavailableError {
    return new UnavailableError('SERVICE_UNAVAILABLE', 'The server is busy, try again');
  }

  /** Others were changing the same rows, or the same file, each time it was tried. */
  static collision(cause: unknown): UnavailableError {
    return new UnavailableError(
      'SERVICE_UNAVAILABLE',
      'The database is busy with other changes, nothing was kept: try again',
      { originalError: cause instanceof Error ? cause : null },
    );
  }

  /** The keys of tokens are not known, as the one who issues them does not answer. */
  static issuer(): UnavailableError {
    return new UnavailableError('SERVICE_UNAVAILABLE', 'Tokens cannot be checked now, try again');
  }

  static database(cause: unknown): UnavailableError {
    return new UnavailableError('SERVICE_UNAVAILABLE', 'The database is not available, try again', {
      originalError: cause instanceof Error ? cause : null,
    });
  }
}

/** The connection broke after COMMIT was sent: whether the document was kept is not known. */
export class OutcomeUnknownError extends RelataError {
  static commit(cause: unknown): OutcomeUnknownError {
    return new OutcomeUnknownError(
      'OUTCOME_UNKNOWN',
      'The connection to the database broke while committing: repeat with the same Idempotency-Key to learn what happened',
      { originalError: cause instanceof Error ? cause : null },
    );
  }

  /** The request had to end while it waited for the database to commit, or right after. */
  static ended(cause: Error): OutcomeUnknownError {
    return new OutcomeUnknownError(
      'OUTCOME_UNKNOWN',
      'The request ended while it was committing: repeat with the same Idempotency-Key to learn what happened',
      { originalError: cause },
    );
  }
}

/**
 * Whoever asks is not who they say, or does not say: sign in.
 * @example
 * const find: FindViewer = ({ headers }) => {
 *   if (headers['x-api-key'] !== 'known') {
 *     throw UnauthenticatedError.anonymous();
 *   }
 *   return { userId: null, permissions: ['post:read'] };
 * };
 */
export class UnauthenticatedError extends RelataError {
  static badToken(cause?: unknown): UnauthenticatedError {
    return new UnauthenticatedError(
      'UNAUTHENTICATED',
      'The access token is invalid or has expired',
      {
        originalError: cause instanceof Error ? cause : null,
      },
    );
  }

  static badHeader(): UnauthenticatedError {
    return new UnauthenticatedError(
      'UNAUTHENTICATED',
      'Authorization: must be Bearer and an access token',
    );
  }

  /** There is a refresh token, but no access token any more. */
  static ended(): UnauthenticatedError {
    return new UnauthenticatedError(
      'UNAUTHENTICATED',
      'The access token has expired: refresh the session',
    );
  }

  static badRefreshToken(): UnauthenticatedError {
    return new UnauthenticatedError(
      'UNAUTHENTICATED',
      'The refresh token is invalid or has expired: sign in again',
    );
  }

  static anonymous(): UnauthenticatedError {
    return new UnauthenticatedError('UNAUTHENTICATED', 'Sign in first');
  }
}

/**
 * What says who asks gave a key that no row of the viewers has: a fault of the application, which its log tells, and no
 * client.
 */
export class ViewerKeyError extends TypeError {
  override readonly name = 'ViewerKeyError';

  /**
   * @param given - whatever it is
   * @param rows - the model of the viewers and the form of its keys; null where viewers are no rows
   */
  static of(
    given: unknown,
    rows: { readonly model: string; readonly example: string } | null,
  ): ViewerKeyError {
    const shown = inspect(given, { depth: 0, maxStringLength: 60, breakLength: Infinity });
    const wanted =
      rows === null
        ? 'a text of 1 to 255 characters, or a number'
        : `the key of a ${rows.model}, like ${rows.example}`;
    return new ViewerKeyError(
      `The viewer of a request has the userId ${shown}: it must be ${wanted}, or null`,
    );
  }
}

/** A filter of a policy cannot be used: it names what is not there, or its function failed. No client is told. */
export class PolicyFilterError extends TypeError {
  override readonly name = 'PolicyFilterError';

  static of(model: string, cause: unknown): PolicyFilterError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new PolicyFilterError(
      `${model}: its policy has a filter that cannot be used: ${reason}`,
      // What is at fault is no input of a client, who is not told of it.
      cause instanceof RelataError ? {} : { cause },
    );
  }
}

/** Whoever asks may not do that, whatever it is done to. */
export class ForbiddenError extends RelataError {
  /**
   * A row that must be answered is not there, or may not be read: which of the two is not told.
   * @param model - name of the model, `Post`
   */
  static unreadable(model: string): ForbiddenError {
    return new ForbiddenError('FORBIDDEN', `There is no ${model} that you may read`);
  }

  /** @param message - what may not be done, `id: you may not update this Post` */
  static saying(message: string): ForbiddenError {
    return new ForbiddenError('FORBIDDEN', message);
  }

  /**
   * @param what - what was asked for, `X-Plan: explain`
   * @param permission - what it takes, `plan:read`
   */
  static without(what: string, permission: string): ForbiddenError {
    return new ForbiddenError('FORBIDDEN', `${what}: takes the permission ${permission}`);
  }
}

/** Tried too often. */
export class RateLimitedError extends RelataError {
  /** @param seconds - time to wait */
  static tryAgainIn(seconds: number): RateLimitedError {
    return new RateLimitedError(
      'RATE_LIMITED',
      `Too many tries, wait ${String(seconds)} ${plural(seconds, 'second')}`,
      {
        extensions: { retryAfter: seconds },
      },
    );
  }
}

/** The request took longer than its deadline. */
export class DeadlineError extends RelataError {
  static after(milliseconds: number): DeadlineError {
    return new DeadlineError('TIMEOUT', `The request took longer than ${String(milliseconds)} ms`);
  }
}

/** A row that code relies on is not there. Whoever expects that catches it. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';

  /** @param model - name of the model, `User` */
  static none(model: string): NotFoundError {
    return new NotFoundError(`There is no ${model} that matches`);
  }
}

/** Several rows match where at most one may. */
export class NotUniqueRowError extends Error {
  override readonly name = 'NotUniqueRowError';

  /** @param model - name of the model, `User` */
  static several(model: string): NotUniqueRowError {
    return new NotUniqueRowError(`More than one ${model} matches`);
  }
}

/** Another transaction was faster: begun again, this one finds what that has left. Reaches no client. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';

  /** @param cause - what the database said, where that is how it came out */
  constructor(cause?: unknown) {
    super('Another transaction was faster', { cause });
  }
}

/**
 * A rule of the domain forbids a change; its message is for the client.
 * @example
 * class Draft {
 *   isPublished = false;
 *   publish(): void {
 *     if (this.isPublished) {
 *       throw new RuleError('only a draft can be published');
 *     }
 *     this.isPublished = true;
 *   }
 * }
 */
export class RuleError extends Error {
  override readonly name = 'RuleError';
  /** The field of the row that the rule is about; null where it is about the row. */
  readonly field: string | null;

  /** @param about - the field, where the rule is about one: the error stands there in the input of the row */
  constructor(message: string, { field }: { readonly field?: string } = {}) {
    super(message);
    this.field = field ?? null;
  }
}

/**
 * A model or a setting is wrong: the process does not start, and says what to change.
 * @example
 * if (process.env['REPORTS_URL'] === undefined) {
 *   throw new StartupError('REPORTS_URL is not set: it says where reports are sent');
 * }
 */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
