import type { Command } from 'commander';
import { printSchemaFile } from '../schema-file.js';
import {
  type ApplicationOptions,
  type CheckOptions,
  type CommandContext,
  withApplication,
  withCheck,
} from '../command.js';
import { loadApplication } from '../load-application.js';

/** `relata print-schema`: see {@link printSchemaFile}. */
export function define(command: Command, context: CommandContext): void {
  withCheck(withApplication(command)).action(
    async ({ check, ...options }: ApplicationOptions & CheckOptions) => {
      context.exitCode = await printSchemaFile(await loadApplication(options), check);
    },
  );
}
