import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { CompiledReader } from '../reading/compiled/compiled-reader.js';
import type { Engine } from '../reading/engine.js';
import type { RequestContext } from '../request/context.js';
import type { Settings } from '../settings.js';
import { settleAnswers } from './graphql/response-status.js';
import type { ResolveViewer } from './graphql/context.js';
import { documentLimits } from './limits/document-limits.js';
import { drainConnections } from './http/drain.js';
import { exactLiterals } from './limits/exact-literals.js';
import { InFlightRequest } from './http/in-flight-request.js';
import { clientErrorOf, formatError } from './graphql/format-error.js';
import { type Endpoint, registerGraphQL } from './http/graphql-route.js';
import { type DatabaseProbe, registerHealth } from './http/health.js';
import { createHttp } from './http/http.js';
import { logFailure } from './graphql/log-failure.js';
import { stringifyAnswer } from './graphql/json-text.js';
import { limitLists, listLimit } from './limits/list-limits.js';
import { refuseRoundedNumbers } from './limits/rounded-numbers.js';
import { answerOperations } from './graphql/answer-operations.js';
import { planReportPlugin } from './plan-report/plan-report-plugin.js';
import { fewHeaders } from './fast/few-headers.js';
import { spareApollo } from './fast/spare-apollo.js';
import { allHeaders } from './http/headers/all-headers.js';
import { joinSteps } from './graphql/request-steps.js';
import { refuseIntrospection } from './limits/refuse-introspection.js';
import { type PlaygroundOptions, registerPlayground } from './playground/register-playground.js';
import { nameOperations } from './plan-report/statement-heading.js';

/** What a server is made of. */
export interface CreateServerOptions {
  readonly settings: Settings;
  /** Supplies the sessions; whoever made it closes it. A MikroORM is one. */
  readonly orm: { readonly em: SqlEntityManager };
  readonly schema: GraphQLSchema;
  readonly resolveViewer: ResolveViewer;
  /** Plans each operation, refuses what costs too much, and writes what mutations ask for. */
  readonly engine?: Engine;
  /** Answers what it can of the operations; without it, the reference reader answers all. */
  readonly compiledReader?: CompiledReader | null;
  /** Names the migrations not yet applied, for `/readyz`. */
  readonly pendingMigrations?: DatabaseProbe['pendingMigrations'];
  /** Says what keeps the database from taking writes, for `/readyz`. */
  readonly obstacle?: DatabaseProbe['obstacle'];
  /** Looks for accounts of the sample data, for the playground. */
  readonly sampleAccounts?: PlaygroundOptions['accounts'];
  /** Loads the tabs of a first visit to the playground. */
  readonly examples?: PlaygroundOptions['examples'];
  readonly logger?: FastifyBaseLogger | undefined;
  /** What all paths are below, `/api`. */
  readonly path?: string | undefined;
}

/** A server that is ready to listen. */
export interface Server {
  /** For requests without a socket, in tests. */
  readonly fastify: FastifyInstance;
  /** Listens, and resolves to the URL a person can open. */
  listen(): Promise<string>;
  /**
   * Stops accepting, waits for running requests for the time the settings give them, then ends
   * those left. May be called more than once.
   */
  close(): Promise<void>;
}

/** Left of the time to stop, for the answers of requests that are ended. */
const LAST_ANSWERS_MS = 250;

/** Puts the HTTP server, Apollo and the schema together. */
export async function createServer(options: CreateServerOptions): Promise<Server> {
  const { settings, orm } = options;
  const fastify = await createHttp(settings, { logger: options.logger, path: options.path });
  const apollo = createApollo(options, fastify.log);
  await apollo.start();
  const { fastPath } = settings.execution;
  if (fastPath) {
    spareApollo(apollo);
  }
  let isStopping = false;
  const endpoint: Endpoint = registerGraphQL(fastify, apollo, {
    em: orm.em,
    settings,
    resolveViewer: options.resolveViewer,
    isStopping: () => isStopping,
    headersOf: fastPath ? fewHeaders : allHeaders,
  });
  registerHealth(fastify, {
    settings,
    isStopping: () => isStopping,
    probe: {
      // On the reader: on SQLite, the writer may be busy for long, and ready all the same.
      ping: () => orm.em.fork().getConnection('read').execute('select 1'),
      ...(options.pendingMigrations && { pendingMigrations: options.pendingMigrations }),
      ...(options.obstacle && { obstacle: options.obstacle }),
    },
  });
  if (settings.features.playground) {
    const { sampleAccounts: accounts, examples } = options;
    const { cookies } = settings.auth;
    await registerPlayground(fastify, { playground: true, cookies, accounts, examples });
  }
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (isStopping) {
      reply.header('connection', 'close');
    }
    done();
  });
  const drain = async (): Promise<void> => {
    isStopping = true;
    const { shutdownMs: maxMs, shutdownIdleMs: idleMs } = settings.http;
    const timer = setTimeout(endpoint.abortAll, Math.max(0, maxMs - LAST_ANSWERS_MS));
    // In the server of somebody else there are no connections to wait for, but requests.
    await Promise.all([drainConnections(fastify, { idleMs, maxMs }), endpoint.idle()]);
    clearTimeout(timer);
    await fastify.close();
    await apollo.stop();
  };
  let closing: Promise<void> | null = null;
  return {
    fastify,
    listen: async () => `${await listen(fastify, settings)}${options.path ?? ''}`,
    close: () => (closing ??= drain()),
  };
}

function createApollo(
  { settings, orm, schema, engine, compiledReader = null }: CreateServerOptions,
  logger: FastifyBaseLogger,
): ApolloServer<RequestContext> {
  const { limits, features, nodeEnv, database } = settings;
  const format = formatting(settings, logger);
  // graphql-js adds one more error to say that there are more, to these as to those of validation.
  const options = { maxCoercionErrors: limits.coercionErrors - 1 };
  const own = engine && { schema, execution: { engine, compiledReader }, options };
  const steps = [
    settleAnswers(limits.errors),
    // Before the plan, which begins to read.
    limitLists(limits),
    refuseRoundedNumbers,
    ...(database.sqlEcho ? [nameOperations()] : []),
    ...(own === undefined ? [] : [answerOperations(own, (error) => format(error.toJSON(), error))]),
  ];
  const reported = { em: orm.em, dialect: database.dialect, nodeEnv, engine };
  return new ApolloServer<RequestContext>({
    schema,
    logger,
    nodeEnv,
    // Apollo's own rule names an option of Apollo.
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    stringifyResult: stringifyAnswer,
    parseOptions: { maxLexicalTokens: limits.documentTokens },
    validationRules: [
      documentLimits(limits),
      listLimit(limits),
      exactLiterals,
      ...(features.introspection ? [] : [refuseIntrospection]),
    ],
    validationOptions: {
      maxErrors: limits.validationErrors - 1,
      hideSuggestions: nodeEnv === 'production',
    },
    executionOptions: options,
    formatError: format,
    plugins: [
      // The first wraps every field even where no hint is used: a quarter of the CPU.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      planReportPlugin(joinSteps(steps), reported),
    ],
  });
}

/** Puts errors to clients, and logs what they are not told. */
function formatting(
  { limits, nodeEnv }: Settings,
  logger: FastifyBaseLogger,
): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const inFlight = InFlightRequest.current();
    const clientError = clientErrorOf(error);
    // What is left of a request that was ended is noise: its answer was given long ago.
    if (inFlight?.cancellation.reason == null) {
      const details = { path: formatted.path?.join('.') };
      logFailure(inFlight?.log ?? logger, clientError, { thrown: error, details });
    }
    const style = { requestId: inFlight?.id, nodeEnv, errorCharacters: limits.errorCharacters };
    return formatError(clientError, formatted, style);
  };
}

async function listen(fastify: FastifyInstance, { http }: Settings): Promise<string> {
  await fastify.listen({ port: http.port, host: http.host });
  const address = fastify.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : http.port;
  const isEverywhere = http.host === '0.0.0.0' || http.host === '::';
  const name = http.host.includes(':') ? `[${http.host}]` : http.host;
  return `http://${isEverywhere ? 'localhost' : name}:${String(port)}`;
}
