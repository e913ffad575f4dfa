import type { Application } from '../../packages/relata/src/application.js';
import type { Orm } from '../../packages/relata/src/database/orm.js';
import { growWithLoad, startSmall } from '../../packages/relata/src/heap.js';
import { KEEP_ALIVE_MS, serveParent } from './child-messages.js';
import { SERVER_SETTINGS } from './server-settings.js';

/** What is served, and what is done to its database before. */
export interface Served {
  readonly application: Application;
  readonly prepare?: (orm: Orm) => Promise<void>;
}

/**
 * Serves an application as in production, and as `relata start` starts it.
 * @param load - imports it, once the heap is small
 * @param env - settings beside those of every server of the benchmark
 */
export async function serveApplication(
  load: () => Promise<Served>,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<void> {
  startSmall();
  await import('reflect-metadata');
  const { application, prepare } = await load();
  const { createApp } = await import('../../packages/relata/src/create-app.js');
  const { observeStatements } =
    await import('../../packages/relata/src/database/statements/statement-log.js');
  const { loadSettings } = await import('../../packages/relata/src/settings.js');
  const app = await createApp(
    application,
    loadSettings({
      ...SERVER_SETTINGS,
      LOG_LEVEL: 'warn',
      HTTP_KEEP_ALIVE_TIMEOUT_MS: String(KEEP_ALIVE_MS),
      ...env,
    }),
  );
  await prepare?.(app.orm);
  const url = await app.start();
  growWithLoad();
  serveParent(url, {
    count: () => {
      let statements = 0;
      const end = observeStatements(app.orm, () => {
        statements += 1;
      });
      return () => {
        end();
        return statements;
      };
    },
    stop: () => app.stop(),
  });
}
