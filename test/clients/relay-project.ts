import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConcreteRequest, ReaderFragment } from 'relay-runtime';
import { SCHEMA_FILE } from '../../packages/relata/src/cli/print/schema-file.js';
import { readText, ROOT } from '../docs/markdown.js';
import { runCommand } from '../docs/project-commands.js';
import { fence } from '../docs/project-copy.js';
import { POSTS_PAGE } from './relay-documents.js';

/** What a frontend with Relay has. */
export interface RelaySources {
  /** `schema.graphql` */
  readonly schema: string;
  /** Modules by their names: what the compiler reads. */
  readonly modules: Readonly<Record<string, string>>;
}

/** The posts of this repository's application, and the mutation of docs/clients.md. */
export function postsSources(): RelaySources {
  const creation = fence(readText('docs/clients.md'), 'graphql', 'postsCreateMutation');
  return {
    schema: readFileSync(SCHEMA_FILE, 'utf8'),
    modules: { posts: `${POSTS_PAGE}graphql\`\n${creation}\`;\n` },
  };
}

/** A frontend's folder in which Relay's compiler ran, configured as docs/clients.md says. */
export class RelayProject {
  readonly #folder = mkdtempSync(join(tmpdir(), 'relata-relay-'));

  /** Runs the compiler. @throws with what it says where a document does not fit the schema */
  async compile({ schema, modules }: RelaySources): Promise<void> {
    const folder = this.#folder;
    mkdirSync(join(folder, 'src'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
    writeFileSync(join(folder, 'schema.graphql'), schema);
    for (const [name, text] of Object.entries(modules)) {
      writeFileSync(join(folder, `src/${name}.ts`), text);
    }
    const config = fence(readText('docs/clients.md'), 'json', 'customScalarTypes');
    writeFileSync(join(folder, 'relay.config.json'), config);
    await runCommand(folder, 'npx relay-compiler relay.config.json', {});
  }

  /** What the compiler wrote for an operation. */
  request(name: string): Promise<ConcreteRequest> {
    return this.#artifact(name);
  }

  /** What the compiler wrote for a fragment. */
  fragment(name: string): Promise<ReaderFragment> {
    return this.#artifact(name);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #artifact<T>(name: string): Promise<T> {
    const path = join(this.#folder, 'src/__generated__', `${name}.graphql.ts`);
    return ((await import(path)) as { readonly default: T }).default;
  }
}
