import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_FOLDER } from '../../packages/relata/src/cli/print/client-folder.js';
import { fencesOf, readText } from './markdown.js';

const GUIDE = readText('docs/clients.md');

/** What the guide shows of the files in clients/. */
const SHOWN = fencesOf(GUIDE).filter(({ text }) =>
  /^(export function create|const config)/.test(text),
);

it('docs/clients.md shows what stands in clients/', () => {
  const files = readdirSync(CLIENT_FOLDER).map((name) =>
    readFileSync(join(CLIENT_FOLDER, name), 'utf8'),
  );
  expect(SHOWN).toHaveLength(3);
  for (const { text } of SHOWN) {
    expect(files.filter((file) => file.includes(text))).toHaveLength(1);
  }
});

it('docs/clients.md shows what the test of Apollo Client does', () => {
  const test = unindented(readText('test/clients/apollo.test.ts'));
  const shown = fencesOf(GUIDE).filter(({ text }) => text.startsWith('update:'));
  expect(shown).toHaveLength(2);
  for (const { text } of shown) {
    expect(test).toContain(unindented(text));
  }

  /** Prettier breaks lines by how deep they stand. */
  function unindented(text: string): string {
    return text.replaceAll(/\s+/g, ' ');
  }
});

it('docs/clients.md gives Relay the scalars of the schema', () => {
  const config = fencesOf(GUIDE).find(({ language }) => language === 'json');
  const { customScalarTypes } = JSON.parse(config?.text ?? '') as { customScalarTypes: unknown };
  const scalars: unknown = JSON.parse(readText('clients/scalars.json'));
  expect(customScalarTypes).toEqual(scalars);
});

it('docs/clients.md names every file of clients/', () => {
  const linked = [...GUIDE.matchAll(/\]\(\.\.\/clients\/([\w.-]+)\)/g)].map(([, name]) => name);
  expect(linked.sort()).toEqual(readdirSync(CLIENT_FOLDER).sort());
});
