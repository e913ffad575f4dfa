import { createApp } from '../../src/create-app.js';
import { models } from '../blog/models/index.js';
import { loadSettings } from '../../src/settings.js';
import { blogWith } from './application.js';
import type { makeModel } from './models/made-model.js';
import { LANE } from '../../src/testing/lane.js';

/** One URL of each database, for applications that connect to none. */
export const URLS = ['sqlite::memory:', 'postgres://nobody@127.0.0.1:1/nothing'] as const;

/** Starts an application with one model more; nothing is connected to. @returns why it does not */
export async function refusal(model: ReturnType<typeof makeModel>, url: string): Promise<string> {
  const settings = loadSettings({
    ...LANE,
    NODE_ENV: 'test',
    DATABASE_URL: url,
    SECRET: 'a secret of the tests, thirty-two bytes',
  });
  try {
    const app = await createApp(blogWith({ models: [...models, model] }), settings);
    await app.stop();
    return '';
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message.replaceAll(model.name, 'Made')}`;
  }
}
