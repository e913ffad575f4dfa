// An application without a process of its own: for scripts, tests and other servers.
export { tablesOf } from '../application.js';
export { type App, type AppOptions, createApp } from '../create-app.js';
export { createOrm, ormOptions } from '../database/orm.js';
export { readyDatabase } from '../database/ready-database.js';
export { requireNode } from '../node-version.js';
export type { FetchHandler, FetchOptions } from '../server/embedding/fetch.js';
export type { Listener } from '../server/embedding/listener.js';
export { loadSettings, type Settings, type SettingsChange } from '../settings.js';
export { explainStartupFailure } from '../startup-failure.js';
