import { randomBytes } from 'node:crypto';
import { type App, createApp } from '../app.js';
import { loadSettings } from '../settings.js';

/**
 * Does something with the application on an empty database in memory, for commands that print what
 * the models say.
 */
export async function withOfflineApp<T>(work: (app: App) => T | Promise<T>): Promise<T> {
  // No cursor is signed for a client: any secret will do.
  const app = await createApp(
    loadSettings({
      DATABASE_URL: 'sqlite::memory:',
      SECRET: randomBytes(32).toString('base64url'),
    }),
  );
  try {
    return await work(app);
  } finally {
    await app.stop();
  }
}
