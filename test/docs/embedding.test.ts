import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import { fencesOf, readText } from './markdown.js';
import { childEnvironment, runCommand } from './project-commands.js';
import { copyProject } from './project-copy.js';

const guide = readText('docs/embedding.md');
const examples = fencesOf(guide)
  .filter(({ language }) => language === 'ts')
  .map(({ text }) => text);
const COMMAND = ['--import', 'relata/register', 'src/server.ts'];

describe('the examples of embedding', () => {
  let folder = '';
  let data = '';
  let running: ChildProcess | null = null;
  beforeAll(() => {
    folder = copyProject();
    data = mkdtempSync(join(tmpdir(), 'relata-embedding-'));
  });
  afterEach(() => running?.kill('SIGKILL'));
  afterAll(() => {
    for (const each of [folder, data]) {
      rmSync(each, { recursive: true, force: true });
    }
  });
  const run = (text: string, port: number): ChildProcess => {
    writeFileSync(join(folder, 'src/server.ts'), text);
    return (running = spawn(process.execPath, COMMAND, {
      cwd: folder,
      env: childEnvironment({
        PORT: String(port),
        DATABASE_URL: `sqlite:${join(data, 'a.sqlite3')}`,
        LOG_LEVEL: 'warn',
      }),
      stdio: ['ignore', 'pipe', 'inherit'],
    }));
  };

  it('are run as the guide says', () => {
    expect(guide).toContain(`node ${COMMAND.join(' ')}`);
    expect(examples).toHaveLength(4);
  });

  it('compile', async () => {
    const files = examples.map((text, index) => {
      const file = `src/example-${String(index)}.ts`;
      writeFileSync(join(folder, file), text);
      return file;
    });
    writeFileSync(
      join(folder, 'tsconfig.examples.json'),
      JSON.stringify({ extends: './tsconfig.json', include: [], files }),
    );
    await runCommand(folder, 'npx tsc --noEmit --project tsconfig.examples.json', {});
  });

  it.each(examples.filter((text) => text.includes('SIGTERM')).map((text) => [text]))(
    'serves, and stops when told: %s',
    async (text) => {
      const port = await freePort();
      const server = run(text, port);
      const exited = once(server, 'exit');
      const url = `http://localhost:${String(port)}`;
      while (!(await isUp(url))) {
        expect(server.exitCode).toBeNull();
        await sleep(50);
      }
      const query = '/api/graphql?query={posts(first:1){nodes{title}}}';
      const answer = (await (await fetch(url + query)).json()) as object;
      expect(answer).toEqual({
        data: { posts: { nodes: [{ title: expect.any(String) as string }] } },
      });
      expect(await (await fetch(`${url}/hello`)).json()).toEqual({ hello: 'world' });
      expect((await fetch(`${url}/api/readyz`)).status).toBe(200);
      server.kill('SIGTERM');
      expect(await exited).toEqual([0, null]);
    },
  );

  it('asks without a server', async () => {
    const [text = ''] = examples.filter((each) => each.includes('app.fetch'));
    const script = run(text, 0);
    const chunks: Buffer[] = [];
    script.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    expect(await once(script, 'exit')).toEqual([0, null]);
    expect(JSON.parse(Buffer.concat(chunks).toString())).toEqual({
      data: { posts: { nodes: [{ title: expect.any(String) as string }] } },
    });
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function isUp(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/hello`)).ok;
  } catch {
    return false;
  }
}
