import { printCommand } from '../print/print-command.js';
import { printClientFolder } from '../print/client-folder.js';

/** `relata print-clients`: see {@link printClientFolder}. */
export const define = printCommand(printClientFolder);
