import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { StartupError } from '../errors.js';

/** A terminal, with somebody at it. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
}

/**
 * Asks whoever is at the terminal for a line.
 * @param isHidden - whether what is typed is not shown
 * @throws StartupError when they leave instead
 */
export async function prompt(
  { stdin, stdout }: Terminal,
  question: string,
  isHidden = false,
): Promise<string> {
  stdout.write(question);
  const output = isHidden ? new Writable({ write: swallow }) : stdout;
  const lines = createInterface({ input: stdin, output, terminal: true });
  const left = new Promise<never>((_resolve, reject) => {
    lines.once('close', () => {
      reject(new StartupError('Nothing was created'));
    });
  });
  left.catch(() => undefined);
  try {
    return (await Promise.race([lines.question(''), left])).trim();
  } finally {
    lines.close();
    if (isHidden) {
      stdout.write('\n');
    }
  }
}

function swallow(_chunk: unknown, _encoding: string, done: () => void): void {
  done();
}
