import { printCommand } from '../print-command.js';
import { printAccessFile } from '../access-file.js';

/** `relata print-access`: see {@link printAccessFile}. */
export const define = printCommand(printAccessFile);
