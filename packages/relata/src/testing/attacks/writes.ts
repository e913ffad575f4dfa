import type { Input } from './inputs.js';
import { absentRow, rowId } from '../rows/row-keys.js';
import { selectedColumn } from '../oracle/selected-column.js';
import type { Column, Model } from '../../model/model.js';
import type { Codes } from './rights.js';
import { type StoredRow } from '../oracle/data-set.js';
import { shownColumns } from './read-routes.js';
import type { PolicyOperation, View } from '../oracle/policy.js';
import type { Attack } from './route.js';
import type { AttackDocument } from './world.js';

/** What a root field of a mutation answered. */
export interface Payload {
  readonly errors: readonly { readonly code: string; readonly path: readonly string[] }[];
  readonly affectedCount?: number;
  readonly [field: string]: unknown;
}

/** A write that was tried. */
export interface Tried {
  readonly write: Write;
  readonly document: AttackDocument;
  readonly payload: Payload | null;
  /** Of the errors of the payload, and of those in the place of one. */
  readonly codes: Codes;
  /** The answer without what is new in each try. */
  readonly text: string;
}

/** One root field of a mutation. */
export interface Write {
  readonly field: string;
  /** What policies are asked, and of which model: nobody is told to sign in where none lets them. */
  readonly asks: readonly [Model, ...PolicyOperation[]];
  /** Arguments with the types of their variables: `{ id: ['ID!', 'post_1'] }`. */
  readonly args: Readonly<Record<string, readonly [string, unknown]>>;
  /** What is selected besides the errors. */
  readonly selection?: string;
}

/** Sends a write that is rolled back whatever it does. */
export async function attempt(attack: Attack, write: Write): Promise<Tried> {
  const { field, args, selection = '' } = write;
  const names = Object.keys(args);
  const typeOf = (name: string): string => args[name]?.[0] ?? '';
  const declared = names.map((name) => `$${name}: ${typeOf(name)}`).join(', ');
  const given = names.map((name) => `${name}: $${name}`).join(', ');
  const document = {
    query: `mutation(${declared}) { field: ${field}(${given}) { ${selection} errors { code message path
      ... on ConflictError { fields current { id ${currentOf(attack.model)} } } } } }`,
    variables: Object.fromEntries(names.map((name) => [name, args[name]?.[1]])),
    isDryRun: true,
  };
  const { body, status, text } = await attack.ask(document);
  const payload = (body.data as { field?: Payload | null } | undefined)?.field ?? null;
  const refusals = (body.errors ?? []).map(({ extensions }) => String(extensions?.['code']));
  if (payload === null && (!isNobody(attack) || status !== 401)) {
    attack.report(`no payload: ${text.slice(0, 300)}`, document);
  }
  return {
    write,
    document,
    payload,
    codes: [...refusals, ...codesOf(payload)],
    text: withoutChance(text),
  };
}

/** The shown columns of a row. */
export function rowSelection(model: Model): string {
  return `id ${shownColumns(model).map(selectedColumn).join(' ')}`;
}

/**
 * Whether a write came to what it must; a success may still be refused by a rule of the domain,
 * which is no business of policies.
 */
export function expectCodes(
  attack: Attack,
  { codes, document, write }: Tried,
  allowed: Codes,
): void {
  const expected = isNobody(attack) ? signingIn(attack, write, allowed) : allowed;
  const isRight =
    expected.length === 0 || (expected.includes('success') && codes.length === 0)
      ? codes.every((code) => code === 'VALIDATION')
      : codes.length > 0 && codes.every((code) => expected.includes(code));
  if (!isRight) {
    attack.report(`expected ${shown(expected)}, got ${shown(codes)}`, document);
  }
}

/** Who is not signed in is told to, where signing in may help, and at once, where nothing else does. */
function signingIn(
  { view }: Attack,
  { asks: [model, ...operations] }: Write,
  allowed: Codes,
): Codes {
  const isNever = operations.every((operation) => view.isEverWritable(model, operation) === false);
  return isNever
    ? ['UNAUTHENTICATED']
    : allowed.map((code) => (code === 'FORBIDDEN' ? 'UNAUTHENTICATED' : code));
}

function isNobody({ attacker }: Attack): boolean {
  return attacker.viewer.userId === null;
}

function shown(codes: Codes): string {
  return codes.length === 0 ? 'success' : codes.join();
}

/** Two tries that must not be told apart. */
export function expectAlike(attack: Attack, hidden: Tried, missing: Tried): void {
  if (hidden.text !== missing.text) {
    attack.report(
      `hidden and missing are told apart: ${hidden.text.slice(0, 400)} against ${missing.text.slice(0, 400)}`,
      hidden.document,
    );
  }
}

/** A few keys of each kind, hidden ones first; the last one no row has. */
export function picks(attack: Attack, model: Model, operation: 'update' | 'delete'): Picks {
  const { view } = attack;
  const rows = view.store.all(model);
  const seen = rows.filter((row) => view.isReadable(model, row));
  const hidden = rows.filter((row) => !view.isReadable(model, row));
  const may = seen.filter((row) => view.isWritable(model, row, operation));
  const mayNot = seen.filter((row) => !view.isWritable(model, row, operation));
  const key = ({ id }: { readonly id: number }): number => id;
  return {
    hidden: [...hidden.slice(0, 1), ...hidden.slice(-1)].map(key),
    forbidden: mayNot.slice(0, 1).map(key),
    allowed: may.slice(0, 2).map(key),
    missing: absentRow(model),
  };
}

/** See {@link picks}; without a missing one, hidden ones are not tried. */
export interface SomePicks extends Omit<Picks, 'missing'> {
  readonly missing: number | null;
}

/** See {@link picks}. */
export interface Picks {
  readonly hidden: readonly number[];
  readonly forbidden: readonly number[];
  readonly allowed: readonly number[];
  readonly missing: number;
}

/** Tries a write on each of some rows: each must come to what it must, hidden ones to what a missing one does. */
export async function tryOnEach(
  attack: Attack,
  { hidden, forbidden, allowed, missing }: SomePicks,
  of: { write(key: number): Write; expected(key: number): Codes },
): Promise<void> {
  if (missing !== null) {
    const none = await attempt(attack, of.write(missing));
    expectCodes(attack, none, of.expected(missing));
    for (const key of hidden) {
      expectAlike(attack, await attempt(attack, of.write(key)), none);
    }
  }
  for (const key of [...forbidden, ...allowed]) {
    expectCodes(attack, await attempt(attack, of.write(key)), of.expected(key));
  }
}

/** Whether there is a root field of a mutation. */
export function hasMutation({ schema }: Pick<Attack, 'schema'>, field: string): boolean {
  return schema.getMutationType()?.getFields()[field] !== undefined;
}

function currentOf(model: Model): string {
  return `... on ${model.name} { ${rowSelection(model)} }`;
}

function codesOf(payload: Payload | null): Codes {
  return [...new Set((payload?.errors ?? []).map(({ code }) => code))];
}

/** Times and the keys of new rows are others each time. */
function withoutChance(text: string): string {
  return text
    .replace(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"<time>"')
    .replace(/"[a-zA-Z]+_\d+"/g, '"<id>"')
    .replace(/[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[\da-f]{4}-[\da-f]{12}/g, '<uuid>');
}

/** Rows with values in unique columns: a hidden one, one of which a value is hidden, and one in plain sight. */
export function rowsToGuess(
  { view, model }: Attack,
  columns: readonly Column[],
  except = 0,
): readonly StoredRow[] {
  const rows = view.store
    .all(model)
    .filter(
      (row) => row.id !== except && columns.every(({ name }) => (row[name] ?? null) !== null),
    );
  const isReadable = (row: StoredRow): boolean => view.isReadable(model, row);
  const isSeen = (row: StoredRow): boolean => isFound(view, columns, row);
  const wanted = [
    rows.find((row) => !isReadable(row)),
    rows.find((row) => isReadable(row) && !isSeen(row)),
    rows.find(isSeen),
  ];
  return wanted.filter((row) => row !== undefined);
}

/** Whether a viewer finds a row by unique columns: sees it, and all that they hold. */
export function isFound(view: View, columns: readonly Column[], row: StoredRow): boolean {
  return columns.every((column) => view.isReadable(column.model, row) && view.finds(column, row));
}

/** The id of a row, as an argument. */
export function idArgument(model: Model, key: number): readonly [string, string] {
  return ['ID!', rowId(model, key)];
}

/** A change of a row. */
export function updateOf(model: Model, key: number, input: Input): Write {
  return {
    field: `update${model.name}`,
    asks: [model, 'update'],
    args: { id: idArgument(model, key), input: [`${model.name}UpdateInput!`, input] },
    selection: `${model.singular} { ${rowSelection(model)} }`,
  };
}
