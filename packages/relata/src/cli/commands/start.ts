import type { Command } from 'commander';
import { type ApplicationOptions, withApplication } from '../command.js';
import { loadApplicationModule } from '../load-application.js';

/** `relata start`: see `serve`. */
export function define(command: Command): void {
  withApplication(command).action(async (options: ApplicationOptions) => {
    const { serve } = await import('../../serve.js');
    await serve(() => loadApplicationModule(options));
  });
}
