import { printCommand } from '../print/print-command.js';
import { printAccessFile } from '../print/access-file.js';

/** `relata print-access`: see {@link printAccessFile}. */
export const define = printCommand(printAccessFile);
