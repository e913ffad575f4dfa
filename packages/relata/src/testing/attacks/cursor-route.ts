import { rowId } from '../rows/row-keys.js';
import type { Column, Model } from '../../model/model.js';
import { compareCells } from '../oracle/compare.js';
import type { Cell, StoredRow } from '../oracle/data-set.js';
import type { View } from '../oracle/policy.js';
import { orderable } from './read-routes.js';
import type { Attack, Route } from './route.js';
import type { AttackDocument } from './world.js';

const MAC_BYTES = 12;

interface Edges {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
}

/** Cursors say nothing of what their maker may not see, and those of others show nothing more. */
export const cursors: Route = {
  name: 'cursors',
  isOpen: () => true,
  run: async (attack) => {
    await readOwn(attack);
    await useForeign(attack);
  },
};

/** What is in the cursors of a viewer is what the viewer sees. */
async function readOwn(attack: Attack): Promise<void> {
  const { model, view } = attack;
  const document = everyEdge(model);
  const lists = listsOf(await attack.ask(document));
  for (const column of orderable(model)) {
    for (const { cursor, node } of lists[column.name]?.edges ?? []) {
      const row = rowOf(view, model, node.id);
      const [value = null] = valuesIn(cursor);
      if (row === undefined || value !== view.cell(column, row)) {
        attack.report(
          `the cursor of ${node.id} by ${column.name} holds ${JSON.stringify(value)}`,
          document,
        );
      }
    }
  }
}

/** A page that begins or ends at a cursor somebody else made. */
interface ForeignPage {
  readonly column: Column;
  readonly side: 'after' | 'before';
  readonly cursor: string;
  readonly id: string;
}

/** Whatever a cursor holds, it cuts a list of rows and values the viewer sees, and no other. */
async function useForeign(attack: Attack): Promise<void> {
  const { model, accomplice } = attack;
  const made = listsOf(await attack.askAccomplice(everyEdge(model)));
  const pages = orderable(model).flatMap((column) => {
    const edges = made[column.name]?.edges ?? [];
    return [0, 0.4, 0.9].flatMap((share): readonly ForeignPage[] => {
      const edge = edges[Math.floor(share * edges.length)];
      return (['after', 'before'] as const).flatMap((side) =>
        edge === undefined ? [] : [{ column, side, cursor: edge.cursor, id: edge.node.id }],
      );
    });
  });
  const fields = pages.map(
    ({ column, side, cursor }, at) =>
      `p${String(at)}: ${model.plural}(first: 100, orderBy: [{${column.name}: ASC}], ${side}: "${cursor}") { nodes { id } }`,
  );
  const document = { query: `{ ${fields.join('\n')} }` };
  const { body } = await attack.ask(document);
  const data = (body.data ?? {}) as Readonly<Record<string, Listed | undefined>>;
  for (const [at, page] of pages.entries()) {
    const got = data[`p${String(at)}`]?.nodes.map(({ id }) => id);
    const expected = expectedIds(attack, page, accomplice.view);
    if (got?.join() !== expected.join()) {
      attack.report(
        `${page.side} the cursor on ${page.id} by ${page.column.name}: got ${JSON.stringify(got)}, expected ${JSON.stringify(expected)}`,
        { query: fields[at] ?? '' },
      );
    }
  }
}

/** Rows the viewer sees, by values the viewer sees, on one side of what the maker of the cursor saw. */
function expectedIds(
  { model, view }: Attack,
  { column, side, id }: ForeignPage,
  maker: View,
): readonly string[] {
  const row = rowOf(maker, model, id);
  const here: Position = row === undefined ? [null, 0] : position(maker, column, row);
  return view.store
    .all(model)
    .filter((each) => view.isReadable(model, each))
    .filter((each) => {
      const order = compareAt(column, position(view, column, each), here);
      return side === 'after' ? order > 0 : order < 0;
    })
    .toSorted((a, b) => compareAt(column, position(view, column, a), position(view, column, b)))
    .map(({ id: key }) => rowId(model, key));
}

interface Listed {
  readonly nodes: readonly { readonly id: string }[];
}

/** The whole list in the order of each column. */
function everyEdge(model: Model): AttackDocument {
  const lists = orderable(model).map(
    ({ name }) =>
      `${name}: ${model.plural}(first: 100, orderBy: [{${name}: ASC}]) { edges { cursor node { id } } }`,
  );
  return { query: `{ ${lists.join('\n')} }` };
}

function listsOf({
  body,
}: {
  readonly body: { readonly data?: unknown };
}): Readonly<Record<string, Edges | undefined>> {
  return (body.data ?? {}) as Readonly<Record<string, Edges | undefined>>;
}

/** The values of the order in a cursor, whose form is no secret. */
function valuesIn(cursor: string): readonly Cell[] {
  const body = Buffer.from(cursor, 'base64url').subarray(MAC_BYTES).toString();
  const [, ...values] = JSON.parse(body) as [string, ...Cell[]];
  return values;
}

function rowOf(view: View, model: Model, id: string): StoredRow | undefined {
  return view.store.all(model).find((row) => id === rowId(model, row.id));
}

type Position = readonly [Cell, number];

function position(view: View, column: Column, row: StoredRow): Position {
  return [view.cell(column, row), row.id];
}

/** Ascending, nulls last, ties by key. */
function compareAt(column: Column, [a, key]: Position, [b, other]: Position): number {
  if (a === null || b === null) {
    return a === b ? key - other : Number(a === null) - Number(b === null);
  }
  const order = compareCells(column, a, b);
  return order === 0 ? key - other : order;
}
