import { dirname, relative } from 'node:path';
import { watch } from 'chokidar';
import type { Command } from 'commander';
import { loadSettings } from '../../settings.js';
import { type ApplicationOptions, type CommandContext, withApplication } from '../command.js';
import { ChangedFiles } from '../dev/changed-files.js';
import { DevServer } from '../dev/dev-server.js';

/** What no start depends on, though it may be beside what one does. */
const IGNORED = /(?:^|[\\/])(?:node_modules|data|\.git)(?:[\\/]|$)/;
/** Editors write a file in several steps, and tools several files. */
const REST_MS = 50;

/** `relata dev`: see {@link DevServer}. */
export function define(command: Command, { stdout, env }: CommandContext): void {
  withApplication(command).action(async ({ app }: ApplicationOptions) => {
    const write = (text: string): void => {
      stdout.write(text);
    };
    const server = new DevServer({ app, ...addressOf(env), write });
    const watcher = watch([dirname(app), 'migrations', '.env', 'package.json'], {
      ignoreInitial: true,
      ignored: (path) => IGNORED.test(relative('', path)),
    });
    let timer: NodeJS.Timeout | undefined;
    const changed = new ChangedFiles();
    watcher.on('all', (event, path) => {
      clearTimeout(timer);
      changed.add(event, path);
      timer = setTimeout(() => {
        const files = changed.take().map((each) => relative('', each));
        if (files.length > 0) {
          void server.restart(files);
        }
      }, REST_MS);
    });
    const stop = async (): Promise<void> => {
      await Promise.all([server.stop(), watcher.close()]);
      // Whatever is left of it must not keep the terminal.
      process.exit(0);
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void stop());
    }
    await server.start();
  });
}

/** Where to listen: also where the settings are wrong, so that a page can say so. */
function addressOf(env: CommandContext['env']): { readonly host: string; readonly port: number } {
  try {
    return loadSettings(env, { warn: () => undefined }).http;
  } catch {
    const port = Number(env['PORT'] ?? '');
    return { host: 'localhost', port: Number.isInteger(port) && port >= 0 ? port : 4000 };
  }
}
