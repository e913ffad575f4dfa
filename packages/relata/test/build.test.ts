import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const PACKAGE = resolve(import.meta.dirname, '..');
const BUILD = join(PACKAGE, 'build');
const run = promisify(execFile);

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

describe('the package as it is published', () => {
  let files: readonly string[];
  beforeAll(async () => {
    await run(process.execPath, [join(PACKAGE, 'build.js')]);
    files = readdirSync(BUILD, { recursive: true }).map((name) =>
      String(name).replaceAll('\\', '/'),
    );
  }, 120_000);

  it('has every door of the repository, each with its types', () => {
    const { exports } = manifestIn(BUILD);
    expect(Object.keys(exports)).toEqual(Object.keys(manifestIn(PACKAGE).exports));
    const led = Object.values(exports).flatMap((door) =>
      typeof door === 'string' ? [door] : Object.values(door),
    );
    const missing = led.filter((file) => !existsSync(join(BUILD, file.replace('*', 'relata'))));
    expect(missing).toEqual([]);
    expect(exports['./app']).toEqual({
      types: './dist/doors/app.d.ts',
      default: './dist/doors/app.js',
    });
    expect(manifestIn(BUILD)).not.toHaveProperty('private');
    expect(manifestIn(BUILD)).not.toHaveProperty('scripts');
  });

  it('has no sources, and nothing in it names one', () => {
    expect(files.filter((name) => /(?<!\.d)\.tsx?$/.test(name))).toEqual([]);
    const naming = files.filter(
      (name) =>
        name.startsWith('dist/') &&
        name.endsWith('.js') &&
        /(?:from|import\(?|resolve\(?) ?['"]\.[^'"\n]*\.ts['"]/.test(
          readFileSync(join(BUILD, name), 'utf8'),
        ),
    );
    expect(naming).toEqual([]);
  });

  it('has what is read beside the code', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'bin/heap.json',
        'jest-preset.js',
        'loader/fill-cache.js',
        'playground/manifest.json',
        'swc.json',
      ]),
    );
  });

  it('runs its command', async () => {
    const { stdout } = await run(process.execPath, [join(BUILD, 'bin/relata.js'), '--help']);
    expect(stdout).toContain('relata');
    expect(stdout).toContain('print-schema');
  });
});
