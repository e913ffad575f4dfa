import { printCommand } from '../print-command.js';
import { printClientFolder } from '../client-folder.js';

/** `relata print-clients`: see {@link printClientFolder}. */
export const define = printCommand(printClientFolder);
