import type { Command } from 'commander';
import { printAccessFile } from '../access-file.js';
import {
  type ApplicationOptions,
  type CheckOptions,
  type CommandContext,
  withApplication,
  withCheck,
} from '../command.js';
import { loadApplication } from '../load-application.js';

/** `relata print-access`: see {@link printAccessFile}. */
export function define(command: Command, context: CommandContext): void {
  withCheck(withApplication(command)).action(
    async ({ check, ...options }: ApplicationOptions & CheckOptions) => {
      context.exitCode = await printAccessFile(await loadApplication(options), check);
    },
  );
}
