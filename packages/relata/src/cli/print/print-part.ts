import { readFileSync, writeFileSync } from 'node:fs';
import { StartupError } from '../../errors.js';

/** A part of a file that a command writes. */
interface PrintedPart {
  readonly file: string;
  /** `npm run print-access` */
  readonly command: string;
  readonly printed: string;
  /** What it is made of: `the policies say`. */
  readonly says: string;
  /** Whether it is only compared. */
  readonly check: boolean;
}

const END = '<!-- The end of what it writes. -->\n';

/**
 * Writes a part of a file, between two comments, or says that something else stands there.
 * @returns the exit code
 * @throws StartupError where the file has no such part
 */
export function printPart({ file, command, printed, says, check }: PrintedPart): number {
  const text = readFileSync(file, 'utf8');
  const begin = `<!-- Written by \`${command}\`. Changes by hand are lost. -->\n`;
  const [start, end] = [text.indexOf(begin), text.indexOf(END, text.indexOf(begin))];
  if (start === -1 || end === -1) {
    throw new StartupError(`${file} needs the lines ${begin}and ${END}`);
  }
  const wanted = `${text.slice(0, start + begin.length)}\n${printed}\n${text.slice(end)}`;
  if (check && wanted !== text) {
    process.stderr.write(`${file} differs from what ${says}: run ${command} and commit it\n`);
    return 1;
  }
  if (!check) {
    writeFileSync(file, wanted);
  }
  process.stdout.write(`${file} says what ${says}\n`);
  return 0;
}
