import { growWithLoad, startSmall } from '../../packages/relata/src/heap.js';
import { KEEP_ALIVE_MS, serveParent } from './child-messages.js';

// Relata as in production, and as `relata start` starts it.
startSmall();
await import('reflect-metadata');
const { application } = await import('../../src/app.js');
const { createApp } = await import('../../packages/relata/src/create-app.js');
const { observeStatements } =
  await import('../../packages/relata/src/database/statements/statement-log.js');
const { loadSettings } = await import('../../packages/relata/src/settings.js');

// The secret is the same for all, and so is a token good for all.
const app = await createApp(
  application,
  loadSettings({
    NODE_ENV: 'production',
    DATABASE_URL: process.env['DATABASE_URL'],
    READER: process.env['READER'],
    SECRET: 'of the benchmark: thirty-two bytes',
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'warn',
    SAMPLE_DATA: 'off',
    AUTH_ACCESS_TOKEN_MS: '86400000',
    HTTP_KEEP_ALIVE_TIMEOUT_MS: String(KEEP_ALIVE_MS),
  }),
);
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
