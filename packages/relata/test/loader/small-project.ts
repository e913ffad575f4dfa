import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../../..');

/** What came of a start. */
export interface Started {
  readonly pid: number;
  readonly output: string;
  readonly errors: string;
  /** The processes that loaded the compiler for it. */
  readonly compilers: readonly number[];
}

/** A project of two files that runs as this one does, with a cache and a compiler of its own. */
export class SmallProject {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'relata-loader-')));
  readonly cache = join(this.folder, 'node_modules/.cache/relata-compiled');
  readonly #log = join(this.folder, 'compilers.txt');

  constructor() {
    for (const name of ['loader', 'register.js', 'swc.json', 'package.json']) {
      cpSync(join(ROOT, 'packages/relata', name), join(this.folder, name), { recursive: true });
    }
    const compiler = join(this.folder, 'node_modules/@swc/core');
    mkdirSync(compiler, { recursive: true });
    writeFileSync(join(compiler, 'package.json'), '{ "version": "1.0.0", "main": "index.cjs" }');
    // The real one, that says who loads it.
    writeFileSync(
      join(compiler, 'index.cjs'),
      `require('node:fs').appendFileSync(${JSON.stringify(this.#log)}, process.pid + '\\n');
module.exports = require(${JSON.stringify(realpathSync(join(ROOT, 'node_modules/@swc/core')))});`,
    );
  }

  write(name: string, text: string): void {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** What is in the cache. */
  entries(kind: '.js' | '.map' | '.tmp'): readonly string[] {
    return existsSync(this.cache)
      ? readdirSync(this.cache)
          .filter((name) => name.endsWith(kind))
          .map((name) => join(this.cache, name))
      : [];
  }

  /** Runs `main.ts` to its end, with these environment variables besides. */
  async start(env: Readonly<Record<string, string>> = {}): Promise<Started> {
    const before = this.#compilers().length;
    const child = spawn(process.execPath, ['--import', './register.js', 'main.ts'], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = { output: '', errors: '' };
    child.stdout.on('data', (chunk: Buffer) => (texts.output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (texts.errors += chunk.toString()));
    await once(child, 'close');
    return { pid: child.pid ?? 0, ...texts, compilers: this.#compilers().slice(before) };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #compilers(): readonly number[] {
    const text = existsSync(this.#log) ? readFileSync(this.#log, 'utf8') : '';
    return text.split('\n').filter(Boolean).map(Number);
  }
}
