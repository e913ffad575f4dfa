import { printCommand } from '../print-command.js';
import { printSchemaFile } from '../schema-file.js';

/** `relata print-schema`: see {@link printSchemaFile}. */
export const define = printCommand(printSchemaFile);
