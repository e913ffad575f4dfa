import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import closeWithGrace from 'close-with-grace';
import { type App, createApp } from '../../create-app.js';
import { hasDrifted } from '../../database/migrations/migration-files.js';
import { readyText } from '../../ready-text.js';
import { loadSettings, type Settings } from '../../settings.js';
import { loadApplicationModule } from '../load-application.js';
import { type ProcessReport, reportOf } from './report.js';

/** The place of the address of the server before this one in what {@link readyText} says. */
export const URL_PLACE = '{url}';

/**
 * Serves an application to the process that started this one, until it is told to end or that one has gone.
 * @param app - its file
 */
export async function runApplication(app: string | undefined): Promise<void> {
  try {
    const { application, settings: change } = await loadApplicationModule(
      app === undefined ? {} : { app },
    );
    const served = await createApp(application, behindProxy(loadSettings(process.env, { change })));
    await served.prepare();
    const server = createServer(served.listener).listen(0, '127.0.0.1');
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });
    await once(server, 'listening');
    const { close } = closeWithGrace({ delay: served.settings.http.shutdownMs * 2 }, async () => {
      const closed = once(server, 'close');
      server.close();
      // Nobody asks any more: what runs is answered as ever.
      await closed;
      await served.stop();
    });
    process.once('disconnect', close);
    process.once('message', (last: LastMessage) => {
      void until(() => connections >= last.connections).then(close);
    });
    tell({
      kind: 'ready',
      port: (server.address() as AddressInfo).port,
      text: readyText(served, URL_PLACE),
    });
    if (application.migrations !== undefined) {
      await tellOfDrift(served);
    }
  } catch (error) {
    tell({ kind: 'failed', failure: reportOf(error) });
    process.disconnect();
    process.exitCode = 1;
  }
}

/** What the process that started this one says at last: how many connections it has made. */
interface LastMessage {
  readonly connections: number;
}

/** Waits for what comes at once, and for a second at most. */
async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 1000;
  while (!condition() && Date.now() < end) {
    await sleep(5);
  }
}

/** What is before this process names the client, and whatever is before that. */
function behindProxy(settings: Settings): Settings {
  const { trustProxy } = settings.http;
  const trusted =
    trustProxy === 'off'
      ? ['loopback']
      : typeof trustProxy === 'number'
        ? trustProxy + 1
        : [...trustProxy, 'loopback'];
  return { ...settings, http: { ...settings.http, trustProxy: trusted } };
}

async function tellOfDrift({ orm }: App): Promise<void> {
  if (await hasDrifted(orm)) {
    const text =
      'The models are not what the migrations make: npm run migration:create -- --name <what>\n';
    tell({ kind: 'notice', text });
  }
}

function tell(report: ProcessReport): void {
  process.send?.(report);
}
