import type { Command } from 'commander';
import { printClientFolder } from '../client-folder.js';
import {
  type ApplicationOptions,
  type CheckOptions,
  type CommandContext,
  withApplication,
  withCheck,
} from '../command.js';
import { loadApplication } from '../load-application.js';

/** `relata print-clients`: see {@link printClientFolder}. */
export function define(command: Command, context: CommandContext): void {
  withCheck(withApplication(command)).action(
    async ({ check, ...options }: ApplicationOptions & CheckOptions) => {
      context.exitCode = await printClientFolder(await loadApplication(options), check);
    },
  );
}
