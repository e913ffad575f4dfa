import type { Application } from './application.js';
import type { SettingsChange } from './settings.js';

/**
 * The module of an application, `src/app.ts`.
 * @example
 * const module: ApplicationModule = { application, settings: { limits: { pageSize: 50 } } };
 */
export interface ApplicationModule {
  readonly application: Application;
  /** What it wants otherwise than the environment says. */
  readonly settings?: SettingsChange;
}
