import { printCommand } from '../print/print-command.js';
import { printSchemaFile } from '../print/schema-file.js';

/** `relata print-schema`: see {@link printSchemaFile}. */
export const define = printCommand(printSchemaFile);
