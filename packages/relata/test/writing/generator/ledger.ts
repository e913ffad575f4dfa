import type { Answer } from '../../support/api.js';
import type { CrowdedDocument } from './crowd.js';
import type { Store } from './store.js';

/** What became of a document. */
export type Fate = 'kept' | 'failed' | 'unavailable';

interface Payload {
  readonly errors: readonly { readonly code: string }[];
  readonly post?: Changed | null;
  readonly posts?: readonly Changed[];
  readonly tag?: Changed | null;
}

interface Changed {
  readonly id: string;
  /** Selected where the document changed the row. */
  readonly version?: number;
  /** The same where it may have changed nothing: links that were as it set them. */
  readonly settled?: number;
}

/** Versions that acknowledged documents told of a row. */
interface Told {
  readonly raised: readonly number[];
  readonly settled: readonly number[];
}

const TABLES: Readonly<Record<string, string>> = { post: 'posts', tag: 'tags' };

/** What must hold however the documents met. */
const BROKEN = [
  'select p.id from posts p left join users u on u.id = p.author_id where u.id is null',
  'select p.id from profiles p left join users u on u.id = p.user_id where u.id is null',
  'select post_id from post_tags left join tags on id = tag_id where id is null',
  'select post_id from post_tags left join posts on id = post_id where id is null',
  'select name_key from tags group by name_key having count(*) > 1',
  'select username_key from users group by username_key having count(*) > 1',
  'select email_key from users group by email_key having count(*) > 1',
  'select user_id from profiles group by user_id having count(*) > 1',
];

/** Keeps what was acknowledged, and compares it with the tables in the end. */
export class Ledger {
  readonly #documents: { readonly document: CrowdedDocument; readonly isKept: boolean }[] = [];
  /** By row, `posts 1`. */
  readonly #versions = new Map<string, Told>();
  readonly #unexpected: string[] = [];

  enter(document: CrowdedDocument, { status, text, body }: Answer): Fate {
    if (status !== 200 || body.errors !== undefined) {
      if (!text.includes('SERVICE_UNAVAILABLE')) {
        this.#unexpected.push(`${document.query} -> ${text}`);
      }
      this.#documents.push({ document, isKept: false });
      return 'unavailable';
    }
    const payloads = Object.values(body.data ?? {}) as unknown as readonly Payload[];
    const isKept = payloads.every(({ errors }) => errors.length === 0);
    this.#documents.push({ document, isKept });
    for (const { post, tag, posts = [] } of isKept ? payloads : []) {
      for (const row of [post, tag, ...posts]) {
        this.#changed(row);
      }
    }
    return isKept ? 'kept' : 'failed';
  }

  /** Everything that is not as it must be. */
  async faults(store: Store): Promise<readonly string[]> {
    const faults = [...this.#unexpected];
    const broken = await store.read(BROKEN);
    broken.forEach((rows, at) => {
      faults.push(...rows.map((row) => `${BROKEN[at] ?? ''}: ${JSON.stringify(row)}`));
    });
    for (const { document, isKept } of this.#documents) {
      faults.push(...(await namesWrong(store, document, isKept)));
    }
    return [...faults, ...(await this.#versionsWrong(store)), ...(await this.#textsWrong(store))];
  }

  #changed(row: Changed | null | undefined): void {
    if (row?.version !== undefined || row?.settled !== undefined) {
      const [name = '', number = ''] = row.id.split('_');
      const key = `${TABLES[name] ?? name} ${number}`;
      const { raised, settled } = this.#versions.get(key) ?? { raised: [], settled: [] };
      this.#versions.set(key, {
        raised: [...raised, row.version ?? []].flat(),
        settled: [...settled, row.settled ?? []].flat(),
      });
    }
  }

  /** Each change raised the version by one, and no two told the same. */
  async #versionsWrong(store: Store): Promise<readonly string[]> {
    const faults: string[] = [];
    for (const [key, { raised, settled }] of this.#versions) {
      const [table = '', id = ''] = key.split(' ');
      const [[row] = []] = await store.read([`select version from ${table} where id = ${id}`]);
      const last = Number(row?.['version']);
      const told = new Set([1, ...raised, ...settled]);
      const isWhole = told.size === last && Math.max(...told) === last;
      if (!isWhole || new Set(raised).size < raised.length) {
        faults.push(
          `${key} told ${raised.join()} and ${settled.join()}, has version ${String(last)}`,
        );
      }
    }
    return faults;
  }

  /** A column has a text that was acknowledged, or still that of the beginning. */
  async #textsWrong(store: Store): Promise<readonly string[]> {
    const faults: string[] = [];
    const [posts = []] = await store.read(['select id, title, content from posts where id <= 3']);
    for (const row of posts) {
      for (const column of ['title', 'content'] as const) {
        const written = this.#documents
          .filter(({ isKept }) => isKept)
          .flatMap(({ document }) => document.wrote)
          .filter(([field, post]) => field === column && post === row['id'])
          .map(([, , text]) => text);
        const text = String(row[column]);
        const isFirst = written.length === 0 && /^(?:Post|base) \d$/.test(text);
        if (!written.includes(text) && !isFirst) {
          faults.push(`post ${String(row['id'])} has the ${column} ${text}, of ${written.join()}`);
        }
      }
    }
    return faults;
  }
}

async function namesWrong(
  store: Store,
  { names }: CrowdedDocument,
  isKept: boolean,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [table, column, name] of names) {
    const [rows = []] = await store.read([`select 1 from ${table} where ${column} = '${name}'`]);
    if (rows.length > 0 !== isKept) {
      faults.push(
        `${table}.${column} ${name}: ${String(rows.length)} rows, kept: ${String(isKept)}`,
      );
    }
  }
  return faults;
}
