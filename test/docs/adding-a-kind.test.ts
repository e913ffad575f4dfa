import { fencesOf, readText } from './markdown.js';

/** The files that the engine's own tests run, with every suite. */
const FILES = ['inet.ts', 'point.ts', 'host.ts'].map((name) =>
  readText(`packages/relata/test/kinds/outside/${name}`),
);

it('docs/adding-a-kind.md shows the files that are tested', () => {
  const shown = fencesOf(readText('docs/adding-a-kind.md')).filter(
    ({ language }) => language === 'ts',
  );
  expect(shown.map(({ text }) => text)).toEqual(FILES);
});
