import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { ACCESS_FILE, printAccessFile } from '../print/access-file.js';
import { CLIENT_FOLDER, printClientFolder } from '../print/client-folder.js';
import { type ApplicationOptions, type CommandContext, withApplication } from '../command.js';
import { loadApplication } from '../load-application.js';
import { checkMigrations } from '../migration-drift.js';
import { printSchemaFile, SCHEMA_FILE } from '../print/schema-file.js';

/** Files that an application may have written, and what compares them. */
const GENERATED = [
  [SCHEMA_FILE, printSchemaFile],
  [ACCESS_FILE, printAccessFile],
  [CLIENT_FOLDER, printClientFolder],
] as const;

/** `relata check`: all that can drift away from the models; files that are not there cannot. */
export function define(command: Command, context: CommandContext): void {
  withApplication(command).action(async (options: ApplicationOptions) => {
    const application = await loadApplication(options);
    const codes = [await checkMigrations(application, context)];
    for (const [file, compare] of GENERATED) {
      codes.push(existsSync(file) ? await compare(application, true) : 0);
    }
    context.exitCode = Math.max(...codes);
  });
}
