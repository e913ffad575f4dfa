import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { childEnvironment, type Environment, nodeArguments } from '../docs/project-commands.js';
import { copyProject } from '../docs/project-copy.js';
import { DIALECTS, TestDatabase } from '../databases.js';

interface Ran {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

describe('relata', () => {
  let folder: string;
  beforeAll(() => {
    folder = copyProject();
    copyFileSync(join(folder, 'src/models/tag.ts'), join(folder, 'tag.bak'));
  });
  afterEach(() => {
    copyFileSync(join(folder, 'tag.bak'), join(folder, 'src/models/tag.ts'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const run = async (command: string, env: Environment = {}, cwd = folder): Promise<Ran> => {
    const child = spawn(process.execPath, nodeArguments(folder, `npx relata ${command}`), {
      cwd,
      env: childEnvironment({
        HOST: '127.0.0.1',
        PORT: '0',
        LOG_LEVEL: 'warn',
        DATABASE_URL: `sqlite:${join(folder, 'a.sqlite3')}`,
        ...env,
      }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = once(child, 'exit');
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = (await ended) as [unknown];
    return { code, stdout, stderr };
  };

  it('tells what it can do, and what it cannot', async () => {
    const help = await run('--help');
    expect(help.code).toBe(0);
    for (const name of ['dev', 'start', 'migrate', 'check', 'seed', 'print-schema']) {
      expect(help.stdout).toMatch(new RegExp(`^ {2}${name}\\s`, 'm'));
    }
    expect(await run('strat')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Did you mean start?') as string,
    });
    expect(await run('migrate --now')).toMatchObject({ code: 1, stdout: '' });
  });

  it('start: is one process, with the heap that servers have, and ends when told', async () => {
    appendFileSync(
      join(folder, 'src/models/tag.ts'),
      'process.stdout.write(process.pid + " " + process.execArgv.join(" ") + "\\n");\n',
    );
    const child = spawn(process.execPath, nodeArguments(folder, 'npm start'), {
      cwd: folder,
      env: childEnvironment({ HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'warn' }),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    for await (const chunk of child.stdout) {
      output += String(chunk);
      if (output.includes('ready at')) break;
    }
    expect(output).toMatch(
      new RegExp(
        `^${String(child.pid)} --min-semi-space-size=6 --max-semi-space-size=32 --no-memory-reducer --import `,
      ),
    );
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  it('start: imports later what the page of the playground asks for', async () => {
    const child = spawn(process.execPath, nodeArguments(folder, 'npm start'), {
      cwd: folder,
      env: childEnvironment({
        HOST: '127.0.0.1',
        PORT: '0',
        LOG_LEVEL: 'warn',
        DATABASE_URL: 'sqlite::memory:',
      }),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    try {
      let url: string | undefined;
      for await (const chunk of child.stdout) {
        url = /ready at (\S+)/.exec(String(chunk))?.[1];
        if (url !== undefined) break;
      }
      const page = await fetch(`${url ?? ''}/graphql`, { headers: { accept: 'text/html' } });
      const html = await page.text();
      expect(html).toContain('query Welcome');
      expect(html).toContain('&#34;username&#34;:&#34;mira&#34;');
    } finally {
      child.kill('SIGTERM');
      await exited;
    }
  });

  it('start: a file that throws while it loads is named in one line, with its stack when asked for', async () => {
    appendFileSync(join(folder, 'src/models/tag.ts'), 'throw new RangeError("of the model");\n');
    expect(await run('start')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^Relata did not start: src\/models\/tag\.ts:\d+: RangeError: of the model\n$/,
      ) as string,
    });
    const { stderr } = await run('start', { LOG_LEVEL: 'debug' });
    expect(stderr).toMatch(/RangeError: of the model\n\s+at .*tag\.ts:\d+/);
  });

  it.each([
    ['const x = ;\n', /^Relata did not start: src\/models\/tag\.ts:\d+: Expression expected\n$/],
    [
      "import { nothing } from './nowhere.js';\nnothing();\n",
      /^Relata did not start: src\/models\/tag\.ts: .*nowhere.*\n$/,
    ],
    [
      "import { nothing } from './user.js';\nnothing();\n",
      /^Relata did not start: src\/models\/tag\.ts:\d+: SyntaxError: .*'nothing'\n$/,
    ],
  ])('start: names the file of %j', async (added, said) => {
    appendFileSync(join(folder, 'src/models/tag.ts'), added);
    expect(await run('start')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(said) as string,
    });
  });

  it('finds the application in the folder it is run in, or where it is told', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'relata-empty-'));
    const { code, stderr } = await run('start', {}, empty);
    expect([code, stderr]).toEqual([
      1,
      'Relata did not start: There is no src/app.ts here: run it in the folder of an application, or name its file with --app\n',
    ]);
    rmSync(empty, { recursive: true });
    writeFileSync(join(folder, 'src/nothing.ts'), 'export const x = 1;\n');
    expect((await run('print-schema --check --app src/nothing.ts')).stderr).toBe(
      'src/nothing.ts must export `application`\n',
    );
    writeFileSync(join(folder, 'src/other.ts'), "export { application } from './app.js';\n");
    expect(await run('migration:check --app src/other.ts')).toMatchObject({ code: 0 });
  });

  it('check: says what differs, of what is there', async () => {
    expect(await run('check')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^(?:The \w+ migrations lead to the models\n){2}$/) as string,
    });
    writeFileSync(join(folder, 'schema.graphql'), 'scalar Nothing\n');
    expect(await run('check')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('schema.graphql differs') as string,
    });
    expect(await run('print-schema')).toMatchObject({ code: 0 });
    expect(await run('check')).toMatchObject({ code: 0, stderr: '' });
  });

  it('migration:create: wants a name, and has nothing to do', async () => {
    expect(await run('migration:create')).toMatchObject({ code: 1 });
    expect((await run('migration:create --name a-b')).stderr).toContain('letters, digits and _');
    expect((await run('migration:create --name none')).stdout).toBe(
      'sqlite: nothing to do\npostgresql: nothing to do\n',
    );
  });

  it.each(DIALECTS)(
    'migrate and seed: an empty database is made and filled, once (%s)',
    async (dialect) => {
      const database = new TestDatabase(dialect, { migrated: false });
      await database.open();
      const env = { DATABASE_URL: database.url };
      expect((await run('migrate', env)).stdout).toMatch(/^(?:Migration\w+ is applied\n)+$/);
      expect((await run('migrate', env)).stdout).toBe('There is nothing to apply\n');
      const refused = await run('seed', {
        ...env,
        NODE_ENV: 'production',
        SECRET: 'a secret of the tests, thirty-two bytes',
      });
      expect([refused.code, refused.stderr]).toEqual([
        1,
        'Sample data may have accounts with known passwords: not in production\n',
      ]);
      expect((await run('seed', env)).stdout).toBe('The sample data is written\n');
      expect(await run('seed', env)).toMatchObject({
        code: 1,
        stderr: 'The database is not empty: the sample data was not written\n',
      });
      await database.close();
    },
  );
});
