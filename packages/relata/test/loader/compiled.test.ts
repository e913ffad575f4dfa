import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SmallProject } from './small-project.js';

const MAIN = `interface Nothing { of: string }

type Left = Nothing['of'];
const { part } = await import('./part.js');
const left: Left = 'main';
process.stdout.write(left + ' ' + part() + '\\n');
`;
const PART = `// This line and the next are gone once it is compiled.
export interface Gone { readonly text: string }
export function part(): string {
  return where(new Error('part'));
}

function where(error: Error): string {
  return error.stack?.split('\\n')[1]?.replace(/.*[/(]/, '') ?? '';
}
`;

describe('the loader of TypeScript', () => {
  let project: SmallProject;

  beforeEach(() => {
    project = new SmallProject();
    project.write('main.ts', MAIN);
    project.write('part.ts', PART);
  });

  afterEach(() => {
    project.remove();
  });

  it('has all of a start compiled by one other process, and nothing by the next start', async () => {
    const first = await project.start();
    expect(first).toMatchObject({ output: 'main part.ts:4:16)\n', errors: '' });
    expect(first.compilers).toHaveLength(1);
    expect(first.compilers).not.toContain(first.pid);
    expect(project.entries('.js')).toHaveLength(2);
    expect(await project.start()).toMatchObject({ output: first.output, compilers: [] });
  });

  it('compiles a file that has changed, and again what it was before without', async () => {
    await project.start();
    project.write('part.ts', `\n${PART}`);
    const changed = await project.start();
    expect(changed.output).toBe('main part.ts:5:16)\n');
    expect(changed.compilers).toHaveLength(1);
    project.write('part.ts', PART);
    expect(await project.start()).toMatchObject({ output: 'main part.ts:4:16)\n', compilers: [] });
  });

  it('compiles all anew for another compiler and other settings', async () => {
    await project.start();
    project.write('node_modules/@swc/core/package.json', '{ "version": "2", "main": "index.cjs" }');
    expect((await project.start()).compilers).toHaveLength(1);
    expect(project.entries('.js')).toHaveLength(4);
  });

  it.each(['.js', '.map'] as const)('replaces %s files that are not whole', async (kind) => {
    const { output } = await project.start();
    for (const path of project.entries(kind)) {
      writeFileSync(path, '');
    }
    const mended = await project.start();
    expect(mended).toMatchObject({ output, errors: '' });
    expect(mended.compilers).toHaveLength(1);
    expect(await project.start()).toMatchObject({ output, compilers: [] });
  });

  it('compiles by itself where nothing can be kept', async () => {
    mkdirSync(dirname(project.cache), { recursive: true });
    writeFileSync(project.cache, 'not a folder');
    const { pid, output, errors, compilers } = await project.start();
    expect({ output, errors }).toEqual({ output: 'main part.ts:4:16)\n', errors: '' });
    // The other process tried, once.
    expect(compilers).toHaveLength(2);
    expect(compilers).toContain(pid);
  });

  it('names a file that cannot be compiled', async () => {
    project.write('part.ts', 'export function part(: string {');
    const { output, errors } = await project.start();
    expect(output).toBe('');
    expect(errors).toContain('part.ts:1');
    project.write('part.ts', PART);
    expect((await project.start()).output).toBe('main part.ts:4:16)\n');
  });

  it('keeps equal files apart, each with its own name', async () => {
    project.write(
      'main.ts',
      MAIN.replace("' + part()", "' + part() + other()").replace(
        'const left',
        "const { part: other } = await import('./other.js');\nconst left",
      ),
    );
    project.write('other.ts', PART);
    const { output } = await project.start();
    expect(output).toBe('main part.ts:4:16)other.ts:4:16)\n');
  });

  it('compiles what is beside a file with it: migrations are imported by nobody', async () => {
    project.write('beside.ts', PART);
    expect((await project.start()).compilers).toHaveLength(1);
    expect(project.entries('.js')).toHaveLength(3);
  });

  it('compiles doors of the engine with what imports them', async () => {
    project.write(
      'package.json',
      '{ "name": "relata", "type": "module", "exports": "./door/index.ts" }',
    );
    project.write('door/index.ts', 'export const door: string = "door";');
    project.write(
      'part.ts',
      `import { door } from 'relata';\n${PART.replace('where(new', 'door + where(new')}`,
    );
    const { output, compilers } = await project.start();
    expect(output).toMatch(/^main doorpart\.ts/);
    expect(compilers).toHaveLength(1);
  });

  it('leaves the names alone that packages give their files', async () => {
    project.write('node_modules/bare/package.json', '{ "name": "bare", "type": "module" }');
    project.write('node_modules/bare/part.js', PART.replaceAll(/export interface.*|: \w+/g, ''));
    project.write('main.ts', MAIN.replace('./part.js', 'bare/part.js'));
    expect((await project.start()).output).toMatch(/^main part\.js/);
  });

  it('tells the compiler nothing that was meant for the server', async () => {
    // It ends whatever compiler it is loaded into.
    project.write('once.mjs', "if (process.argv[1]?.endsWith('fill-cache.js')) process.exit(1);");
    const { output, pid, compilers } = await project.start({ NODE_OPTIONS: '--import ./once.mjs' });
    expect(output).toBe('main part.ts:4:16)\n');
    expect(compilers).toHaveLength(1);
    expect(compilers).not.toContain(pid);
  });

  it('serves starts that come at once', async () => {
    const starts = await Promise.all(Array.from({ length: 4 }, () => project.start()));
    expect(starts.map(({ output }) => output)).toEqual(Array(4).fill('main part.ts:4:16)\n'));
    expect(project.entries('.js')).toHaveLength(2);
    expect(project.entries('.tmp')).toEqual([]);
  });
});
