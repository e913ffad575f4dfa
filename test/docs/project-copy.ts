import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fencesOf, ROOT } from './markdown.js';

const COPIED = ['src', 'migrations', 'mikro-orm.config.ts', 'package.json', 'tsconfig.json'];

/**
 * Copies what a reader of a guide works on, with the packages.
 * @returns its folder, which is the caller's to remove
 */
export function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'relata-guide-'));
  for (const name of COPIED) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return folder;
}

/** Edits a file as a guide's diff says, which must fit in exactly one place. */
export function applyDiff(path: string, diff: string): void {
  const side = (mark: '-' | '+'): string =>
    diff.replaceAll(/^([ +-])?(.*\n)/gm, (_line, sign: string | undefined, rest: string) =>
      sign === undefined || sign === ' ' || sign === mark ? rest : '',
    );
  const text = readFileSync(path, 'utf8');
  expect(text.split(side('-'))).toHaveLength(2);
  writeFileSync(
    path,
    text.replace(side('-'), () => side('+')),
  );
}

/** The text of the one block of a language in a guide that has some text in it. */
export function fence(guide: string, language: string, containing: string): string {
  const found = fencesOf(guide).filter(
    (each) => each.language === language && each.text.includes(containing),
  );
  expect(found).toHaveLength(1);
  return found[0]?.text ?? '';
}

/** Every file under a folder with its text, by its path in the folder. */
export function textsIn(path: string): ReadonlyMap<string, string> {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [relative(path, file), readFileSync(file, 'latin1')];
    }),
  );
}

/** Paths of files that are new, gone or different. */
export function changes(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}
