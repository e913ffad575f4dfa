import { growWithLoad, startSmall } from '../../packages/relata/src/heap.js';
import { KEEP_ALIVE_MS, serveParent } from '../contestants/child-messages.js';

// Relata over models with keys of one kind, as in production; it fills its tables itself.
startSmall();
await import('reflect-metadata');
const { application, KEY_KIND } = await import('./models.js');
const { fillTables } = await import('./fill.js');
const { createApp } = await import('../../packages/relata/src/create-app.js');
const { observeStatements } =
  await import('../../packages/relata/src/database/statements/statement-log.js');
const { loadSettings } = await import('../../packages/relata/src/settings.js');

const app = await createApp(
  application,
  loadSettings({
    NODE_ENV: 'production',
    DATABASE_URL: process.env['DATABASE_URL'],
    SECRET: 'of the benchmark: thirty-two bytes',
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'warn',
    SAMPLE_DATA: 'off',
    HTTP_KEEP_ALIVE_TIMEOUT_MS: String(KEEP_ALIVE_MS),
  }),
);
await app.orm.migrator.up();
await fillTables(app.orm, KEY_KIND, JSON.parse(process.env['KEYS_SIZE'] ?? '{}') as never);
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
