import type { Migration } from '@mikro-orm/migrations';
import { StartupError } from '../../errors.js';

/** A text that is unique by a hidden key, both as the database names them. */
export interface KeyedText {
  readonly table: string;
  readonly text: string;
  readonly key: string;
  /** The column that is the primary key, `id` where left out. */
  readonly id?: string;
}

/** A row of such a table. */
interface KeyedRow {
  readonly id: number | string;
  readonly text: string;
  readonly key: string;
}

const ID = 'id';
/** Most rows that are read by one statement. */
const CHUNK = 1000;
/** Most of what stands in the way that is told of. */
const MAX_TOLD = 20;

/**
 * In a migration, computes the hidden keys of unique texts anew, where the rule for them changed.
 * Texts stay as they are, and so do rows whose key is the same by both rules.
 * @param keyOf - the rule from now on; the key of a key is the key itself
 * @throws StartupError where rows would have one key, or one that is empty: it names them, and the
 * migration changes nothing
 * @example
 * class FoldKeys extends Migration {
 *   override async up(): Promise<void> {
 *     await rekey(this, [{ table: 'tags', text: 'name', key: 'name_key' }], foldKey);
 *   }
 * }
 */
export async function rekey(
  migration: Migration,
  texts: readonly KeyedText[],
  keyOf: (text: string) => string,
): Promise<void> {
  const changes = new Map<KeyedText, readonly KeyedRow[]>();
  const faults: string[] = [];
  for (const each of texts) {
    const changed = await changedRows(migration, each, keyOf);
    changes.set(each, changed);
    faults.push(...(await collisions(migration, each, changed)));
  }
  if (faults.length > 0) {
    throw new StartupError(explanation(faults));
  }
  for (const [{ table, key, id = ID }, rows] of changes) {
    for (const row of rows) {
      await migration.execute(`update ${table} set ${key} = ? where ${id} = ?`, [row.key, row.id]);
    }
  }
}

/** The rows whose key becomes another, with the one to come. */
async function changedRows(
  migration: Migration,
  { table, text, key, id = ID }: KeyedText,
  keyOf: (text: string) => string,
): Promise<readonly KeyedRow[]> {
  const changed: KeyedRow[] = [];
  for (let last: readonly KeyedRow['id'][] = [], isDone = false; !isDone;) {
    const after = last.length === 0 ? '' : ` where ${id} > ?`;
    const rows: readonly KeyedRow[] = (await migration.execute(
      `select ${id} as id, ${text} as "text", ${key} as "key" from ${table}${after} order by ${id} limit ?`,
      [...last, CHUNK],
    )) as unknown as readonly KeyedRow[];
    for (const row of rows) {
      const anew = keyOf(row.text);
      if (anew !== row.key) {
        changed.push({ ...row, key: anew });
      }
    }
    last = rows.slice(-1).map((row) => row.id);
    isDone = last.length === 0;
  }
  return changed;
}

/** What keeps rows from getting their new keys, a line each. */
async function collisions(
  migration: Migration,
  { table, text, key, id = ID }: KeyedText,
  changed: readonly KeyedRow[],
): Promise<readonly string[]> {
  const faults: string[] = [];
  const isChanged = new Set(changed.map((row) => row.id));
  for (const [anew, rows] of Map.groupBy(changed, (row) => row.key)) {
    const found = (await migration.execute(
      `select ${id} as id, ${text} as "text" from ${table} where ${key} = ?`,
      [anew],
    )) as unknown as readonly Pick<KeyedRow, 'id' | 'text'>[];
    const all = [...found.filter((row) => !isChanged.has(row.id)), ...rows];
    if (all.length > 1 || anew === '') {
      const named = all.map((row) => `${String(row.id)} ${shown(row.text)}`).join(', ');
      faults.push(`${table}.${text}: ${named} ${anew === '' ? 'would be empty' : 'would be one'}`);
    }
  }
  return faults;
}

function explanation(faults: readonly string[]): string {
  const told = faults.slice(0, MAX_TOLD);
  const rest = faults.length - told.length;
  return [
    'Nothing was migrated: unique texts are now compared without what nobody sees of them, and of these rows (id and text) each needs a text of its own:',
    ...told.map((fault) => `  ${fault}`),
    ...(rest > 0 ? [`  and ${String(rest)} more`] : []),
    'Rename or delete them (docs/operations.md, "Unique texts"), then migrate again',
  ].join('\n');
}

/** In quotes, with what cannot be seen written out. */
function shown(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[^\p{L}\p{N}\p{P}\p{S}\p{M} ]|\p{Default_Ignorable_Code_Point}|\u2800/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
