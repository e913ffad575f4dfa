import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A fenced block of a Markdown file. */
export interface Fence {
  readonly language: string;
  readonly text: string;
}

/** The text of a file of the project. */
export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** README.md and every Markdown file under docs, by their paths in the project. */
export function documentationFiles(): readonly string[] {
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  return ['README.md', ...docs.sort()];
}

/** The fenced blocks of a Markdown text, in order. */
export function fencesOf(markdown: string): readonly Fence[] {
  return [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
    language,
    text,
  }));
}

/** A GraphQL document of a Markdown text, with the variables of the JSON block right after it. */
export interface DocumentedQuery {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Every GraphQL document of a Markdown text. */
export function queriesOf(markdown: string): readonly DocumentedQuery[] {
  const queries = markdown.matchAll(/^```graphql\n(.*?)^```$(?:\n+^```json\n(.*?)^```$)?/gms);
  return [...queries].map(([, query = '', variables]) => ({
    query,
    variables: JSON.parse(variables ?? '{}') as DocumentedQuery['variables'],
  }));
}

/** The headings of a Markdown text as the anchors that links to them name. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const prose = markdown.replaceAll(/^```.*?^```$/gms, '');
  return new Set(
    [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
