import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { BenchFailure } from '../bench-failure.js';

const PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
const CHART = fileURLToPath(new URL('../../docs/performance.svg', import.meta.url));
const BEGIN = '<!-- npm run bench writes from here -->';
const END = '<!-- to here -->';

/** What goes into the page on performance. */
export interface PagePart {
  readonly markdown: string;
  readonly svg: string;
}

/** Puts a result in the place of the last one, and leaves what is written round it. */
export async function writePerformancePage({ markdown, svg }: PagePart): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new BenchFailure('docs/performance.md has lost the lines between which results go');
  }
  const text = `${before}${BEGIN}\n\n${markdown}\n\n${END}${after}`;
  const style = await resolveConfig(PAGE);
  await writeFile(PAGE, await format(text, { ...style, parser: 'markdown' }));
  await writeFile(CHART, svg);
}
