import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { Agent, get as httpGet, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../docs/project-commands.js';
import { copyProject } from '../docs/project-copy.js';
import { Dev } from './dev-process.js';

const TAG = 'src/models/tag.ts';
const COUNT = '{ users(first: 1) { totalCount } }';

describe('relata dev', () => {
  let folder: string;
  let dev: Dev;
  beforeEach(() => {
    folder = copyProject();
  });
  afterEach(async () => {
    if (dev.process.exitCode === null && dev.process.signalCode === null) {
      await dev.stop('SIGTERM');
    }
    rmSync(folder, { recursive: true, force: true });
  });
  const start = (env: Environment = {}): Dev =>
    (dev = new Dev(folder, { DATABASE_URL: `sqlite:${join(folder, 'a.sqlite3')}`, ...env }));
  const ask = async (url: string, query: string, headers: object = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    return { status: response.status, body: (await response.json()) as object };
  };

  it('serves the change of a file, over the same socket, without a request refused', async () => {
    const url = await start().url();
    const before = await ask(url, COUNT);
    expect(before.status).toBe(200);
    const created = await ask(url, '{ __type(name: "Tag") { description } }');
    expect(created.body).not.toMatchObject({ data: { __type: { description: 'Changed.' } } });
    const source = readFileSync(join(folder, TAG), 'utf8');
    replaceAtOnce(join(folder, TAG), describedAs(source, 'Changed.'));
    const statuses = new Set<unknown>();
    while (!dev.output.includes('Started again')) {
      statuses.add((await ask(url, COUNT)).status);
    }
    expect([...statuses]).toEqual([200]);
    await dev.says(/Started again after src\/models\/tag\.ts changed/);
    expect((await ask(url, '{ __type(name: "Tag") { description } }')).body).toMatchObject({
      data: { __type: { description: 'Changed.' } },
    });
    // The rows are those of before.
    expect((await ask(url, COUNT)).body).toEqual(before.body);
    expect(await dev.stop()).toEqual([0, null]);
  });

  it('starts again for sources, not for data beside them, and has what changes while it starts', async () => {
    const app = join(folder, 'src/app.ts');
    appendFileSync(app, "process.stdout.write('loaded\\n');\n");
    const url = await start().url();
    mkdirSync(join(folder, 'src/data'));
    writeFileSync(join(folder, 'src/data/a.sqlite3'), 'rows');
    await sleep(500);
    const source = readFileSync(join(folder, TAG), 'utf8');
    appendFileSync(join(folder, TAG), '\n');
    const [said] = await dev.says(/[\s\S]*Started again/);
    expect(said.split('loaded')).toHaveLength(2);
    writeFileSync(join(folder, TAG), describedAs(source, 'First.'));
    // Its models have been read by now.
    await dev.says(/loaded/);
    writeFileSync(join(folder, TAG), describedAs(source, 'Second.'));
    const [, changed] = await dev.says(/Started again after (.*) changed/);
    expect(changed).toBe(TAG);
    expect((await ask(url, '{ __type(name: "Tag") { description } }')).body).toEqual({
      data: { __type: { description: 'Second.' } },
    });
  });

  it('shows what keeps it from starting, and comes back when that is mended', async () => {
    const url = await start().url();
    copyFileSync(join(folder, TAG), join(folder, 'tag.bak'));
    appendFileSync(join(folder, TAG), 'throw new TypeError("<b>not</b> now");\n');
    const line = readFileSync(join(folder, TAG), 'utf8').trimEnd().split('\n').length;
    const [told] = await dev.says(/The application does not start:[\s\S]*file changes\./);
    expect(told).toContain(`  ${TAG}:${String(line)}\n  TypeError: <b>not</b> now\n`);
    expect(told).toContain(`> ${String(line)} | throw new TypeError(`);
    expect(told).not.toContain('    at ');
    expect(await ask(url, COUNT)).toEqual({
      status: 503,
      body: {
        errors: [
          {
            message: `The application does not start: ${TAG}:${String(line)}: TypeError: <b>not</b> now`,
            extensions: { code: 'SERVICE_UNAVAILABLE' },
          },
        ],
      },
    });
    const page = await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } });
    const html = await page.text();
    expect([page.status, page.headers.get('content-security-policy')]).toEqual([
      503,
      expect.stringContaining("default-src 'none'"),
    ]);
    expect(html).toContain(`<code>${TAG}:${String(line)}</code>`);
    expect(html).toContain('&#60;b&#62;not&#60;/b&#62; now');
    expect(html).toContain('http-equiv="refresh"');
    expect(html).not.toContain(folder);

    copyFileSync(join(folder, 'tag.bak'), join(folder, TAG));
    appendFileSync(join(folder, TAG), 'const x = ;\n');
    const [syntax] = await dev.says(/The application does not start:[\s\S]*file changes\./);
    expect(syntax).toContain(`  ${TAG}:${String(line)}\n  Expression expected\n`);

    copyFileSync(join(folder, 'tag.bak'), join(folder, TAG));
    await dev.says(/Started again/);
    expect((await ask(url, COUNT)).status).toBe(200);
  });

  it('shows a bad setting, also at the first start, and takes it from .env when that changes', async () => {
    writeFileSync(join(folder, '.env'), 'PAGE_SIZE=nine\n');
    start({ PORT: '0' });
    await dev.says(
      /The application does not start:\n {2}Settings cannot be used: PAGE_SIZE must be/,
    );
    writeFileSync(join(folder, '.env'), 'PAGE_SIZE=1\n');
    await dev.says(/Started again after \.env changed/);
  });

  it('says that a migration is missing', async () => {
    const url = await start().url();
    const snapshot = join(folder, 'migrations/sqlite/.snapshot.json');
    const before = readFileSync(snapshot, 'utf8');
    writeFileSync(snapshot, before.replace('"nullable": false', '"nullable": true'));
    await dev.says(/npm run migration:create -- --name <what>/);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const source = readFileSync(join(folder, TAG), 'utf8');
    const column = "  @Property({ type: 'boolean', nullable: true })\n  isNew?: boolean;\n}\n";
    const imports = "import { Property } from '@mikro-orm/decorators/legacy';\n";
    writeFileSync(join(folder, TAG), `${imports}${source.replace(/\}\n$/, column)}`);
    await dev.says(/The application does not start:\n {2}The database lacks tags\.is_new/);
  });

  it('hands on clients, big bodies, cookies and the end of a client', async () => {
    const url = await start({ AUTH_COOKIES: 'true' }).url();
    const long = await ask(url, `${COUNT} #${'x'.repeat(300_000)}`);
    expect(long.status).toBe(413);
    const agent = new Agent({ keepAlive: true });
    const kept = async (): Promise<string> => {
      const sent = httpGet(`${url}/healthz`, { agent });
      const [answer] = (await once(sent, 'response')) as [NodeJS.ReadableStream];
      return await text(answer);
    };
    expect([await kept(), await kept()]).toEqual(['{"status":"ok"}', '{"status":"ok"}']);
    agent.destroy();
    const left = httpRequest(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-length': 5 },
    });
    left.on('error', () => undefined);
    left.write('x');
    await once(left, 'socket');
    left.destroy();
    expect((await ask(url, COUNT)).status).toBe(200);
  });

  it('listens on every address of its host, and tells the process who asks', async () => {
    const { port } = new URL(await start({ HOST: 'localhost', LOG_LEVEL: 'info' }).url());
    for (const { address, family } of await lookup('localhost', { all: true })) {
      const url = `http://${family === 6 ? `[${address}]` : address}:${port}`;
      const client = `203.0.113.${String(family)}`;
      expect((await ask(url, COUNT, { 'x-forwarded-for': client })).status).toBe(200);
      await dev.says(new RegExp(`"address":"${client}"`));
    }
  });

  it('says so when the process ends by itself, and starts again with the next change', async () => {
    appendFileSync(
      join(folder, 'src/app.ts'),
      "process.once('SIGUSR2', () => process.exit(7));\nprocess.stdout.write('pid ' + process.pid + '\\n');\n",
    );
    const url = await start().url();
    appendFileSync(join(folder, 'src/app.ts'), '\n');
    const [, pid = ''] = await dev.says(/pid (\d+)[\s\S]*Started again/);
    process.kill(Number(pid), 'SIGUSR2');
    await dev.says(/The application has ended:\n {2}Its process ended with exit code 7/);
    expect(await ask(url, COUNT)).toMatchObject({
      status: 503,
      body: { errors: [{ message: expect.stringContaining('has ended: Its process') as string }] },
    });
    appendFileSync(join(folder, 'src/app.ts'), '\n');
    await dev.says(/Started again/);
  });

  it.each(['SIGKILL', 'SIGINT'] as const)('leaves nothing running after %s', async (signal) => {
    appendFileSync(
      join(folder, 'src/app.ts'),
      'process.stdout.write("pid " + process.pid + "\\n");\n',
    );
    start();
    const [, pid = ''] = await dev.says(/pid (\d+)[\s\S]*ready at/);
    await dev.stop(signal);
    while (isAlive(Number(pid))) {
      await sleep(20);
    }
  });
});

/** As editors do that write beside a file first. */
function replaceAtOnce(path: string, content: string): void {
  writeFileSync(`${path}~.ts`, content);
  renameSync(`${path}~.ts`, path);
}

function describedAs(source: string, description: string): string {
  return source.replace(/@Model\(\{ description: '.*?'/, `@Model({ description: '${description}'`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
