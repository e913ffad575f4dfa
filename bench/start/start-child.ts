import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { createApp } from '../../packages/relata/src/create-app.js';
import type { Application } from '../../packages/relata/src/application.js';
import { SERVER_SETTINGS } from '../contestants/server-settings.js';
import { loadSettings } from '../../packages/relata/src/settings.js';

// A start of the application whose file is the first argument, and what it took: from the first line of Node until it listens.
const [, , file = ''] = process.argv;
const { application } = (await import(file)) as { readonly application: Application };
const loaded = performance.now();
const app = await createApp(application, loadSettings({ ...SERVER_SETTINGS, LOG_LEVEL: 'silent' }));
const created = performance.now();
await app.start();
const wallMs = performance.now();
const { user, system } = process.cpuUsage();
process.stdout.write(
  JSON.stringify({
    cpuMs: (user + system) / 1000,
    compilerCpuMs: cpuOfChildren(),
    wallMs,
    phases: { load: loaded, create: created - loaded, prepare: wallMs - created },
  }),
);
await app.stop();

/** CPU of processes that it started and that have ended, the compiler's; 0 where the system does not tell. */
function cpuOfChildren(): number {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[13]) + Number(fields[14])) * 10;
  } catch {
    return 0;
  }
}
