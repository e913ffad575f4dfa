import { growWithLoad, startSmall } from './heap.js';
import { loadingIsOver } from './loading.js';
import { requireNode } from './node-version.js';

// Before anything else is loaded: on an old Node, loading it is what fails.
requireNode();
startSmall();
const { explainStartupFailure } = await import('./startup-failure.js');

/** Time after the last request in which the database connections are closed. */
const CLOSE_DATABASE_MS = 2000;

try {
  await import('reflect-metadata');
  const { default: closeWithGrace } = await import('close-with-grace');
  const { loadSettings } = await import('./settings.js');
  const settings = loadSettings();
  const { createApp } = await import('./app.js');
  const app = await createApp(settings);
  const url = await app.start();
  growWithLoad();
  loadingIsOver();
  closeWithGrace({ delay: settings.http.shutdownMs + CLOSE_DATABASE_MS }, async ({ err }) => {
    if (err !== undefined) {
      process.stderr.write(`${err.stack ?? err.message}\n`);
    }
    await app.stop();
  });
  process.stdout.write(
    `Relata is ready at ${url}\nGraphQL is at ${url}/graphql; try { posts(first: 3) { nodes { title } } }${
      settings.features.playground ? ', or open it in a browser' : ''
    }\n`,
  );
} catch (error) {
  process.stderr.write(`${explainStartupFailure(error)}\n`);
  process.exit(1);
}
