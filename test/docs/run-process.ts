import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { ROOT } from './markdown.js';
import { childEnvironment, type Environment, nodeArguments } from './project-commands.js';

/** What came of a command. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command of the project, as its documentation has it, until it ends by itself.
 * @param uid - the user that runs it
 */
export async function runToEnd(command: string, env: Environment, uid?: number): Promise<Ended> {
  const child = spawn(process.execPath, nodeArguments(ROOT, command), {
    cwd: ROOT,
    env: childEnvironment({ HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent', ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}
