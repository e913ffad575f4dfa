import type { FastifyInstance } from 'fastify';
import { type Obstacle, obstacleOf } from '../../database/database-failure.js';
import type { Settings } from '../../settings.js';

/** Where it is told how the process is. */
export const HEALTH_PATHS: readonly string[] = ['/healthz', '/readyz'];

/** What tells whether the database can serve. */
export interface DatabaseProbe {
  /** Has the database answer something; rejects when it does not. */
  ping(): Promise<unknown>;
  /** Names of the migrations that have not been applied; absent where migrations are not used. */
  pendingMigrations?(): Promise<readonly string[]>;
  /** What keeps it from taking writes, null for nothing; absent where that is not known. */
  obstacle?(): Promise<Obstacle | null>;
}

/** What the health routes ask. */
export interface HealthOptions {
  readonly probe: DatabaseProbe;
  readonly settings: Settings;
  readonly isStopping: () => boolean;
}

type Readiness =
  { readonly status: 'ready' } | { readonly status: 'stopping' | 'migrations pending' | Obstacle };

/**
 * `/healthz` tells that the process lives; `/readyz` that it can serve: the database answers, has
 * every migration and takes writes, and the server is not stopping. 503 otherwise, with the reason in a word or two.
 */
export function registerHealth(fastify: FastifyInstance, options: HealthOptions): void {
  const routeOptions = { exposeHeadRoute: true };
  fastify.get('/healthz', routeOptions, () => ({ status: 'ok' }));
  const check = sharedCheck(options);
  fastify.get('/readyz', routeOptions, async (_request, reply) => {
    const readiness: Readiness = options.isStopping() ? { status: 'stopping' } : await check();
    return reply.code(readiness.status === 'ready' ? 200 : 503).send(readiness);
  });
}

/** However many ask at once, the database is asked once. */
function sharedCheck({ probe, settings }: HealthOptions): () => Promise<Readiness> {
  let running: Promise<Readiness> | null = null;
  let isMigrated = false;
  const check = async (): Promise<Readiness> => {
    await probe.ping();
    // Asked until the answer is yes: a running server's database is not migrated down.
    isMigrated ||= ((await probe.pendingMigrations?.()) ?? []).length === 0;
    return { status: isMigrated ? ((await probe.obstacle?.()) ?? 'ready') : 'migrations pending' };
  };
  return () => {
    running ??= within(settings.database.connectTimeoutMs, check()).finally(() => {
      running = null;
    });
    return running;
  };
}

/** A database that does not answer in time, or with an error, is not reachable. */
async function within(milliseconds: number, check: Promise<Readiness>): Promise<Readiness> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Readiness>((resolve) => {
    timer = setTimeout(resolve, milliseconds, { status: 'database unreachable' });
  });
  try {
    return await Promise.race([check, late]);
  } catch (error) {
    return { status: obstacleOf(error) };
  } finally {
    clearTimeout(timer);
  }
}
