import { GraphQLID, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import type { Catalog, Model } from '../../../src/model/model.js';
import { Filters } from '../../../src/testing/reads/arbitraries/where-arbitrary.js';
import type { DataSet } from '../../../src/testing/oracle/data-set.js';
import { sampleCells, writtenCell } from '../../../src/testing/oracle/cells.js';
import type { Dice } from '../../../src/testing/rows/dice.js';
import { rowId } from '../../../src/testing/rows/row-keys.js';
import type { CursorWish, Trait } from './draft.js';
import { InputPrinter } from './input-printer.js';

/** What documents are made from, for one data set. */
export interface Stock {
  readonly catalog: Catalog;
  readonly schema: GraphQLSchema;
  readonly data: DataSet;
  readonly filters: Filters;
  /** Values of scalars, as inputs say them. */
  readonly samples: ReadonlyMap<string, readonly unknown[]>;
}

/** The stock of a schema and a data set. */
export function stockOf(
  { catalog, schema }: Pick<Stock, 'catalog' | 'schema'>,
  data: DataSet,
): Stock {
  return {
    catalog,
    schema,
    data,
    filters: new Filters(catalog, data),
    samples: samplesOf(catalog, data),
  };
}

function samplesOf(catalog: Catalog, data: DataSet): Stock['samples'] {
  const ids = [...catalog.values()].flatMap((model) =>
    (data.rows[model.name] ?? []).map(({ id }) => rowId(model, id)),
  );
  const columns = [...catalog.values()].flatMap((model) => [...model.columns.values()]);
  const named = Map.groupBy(columns, (column) => column.kind.filter(column).operand.name);
  return new Map([
    ...[...named].map(
      ([name, each]) =>
        [
          name,
          each.flatMap((column) =>
            [sampleCells(column).map((cell) => writtenCell(column, cell))].flat(2),
          ),
        ] as const,
    ),
    [GraphQLID.name, ids],
  ]);
}

/** Names that are members of JavaScript objects. */
export const ODD_KEYS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then'];
/** What a name begins with that is longer than PostgreSQL keeps of one. */
export const LONG_KEY = 'aliasOfMoreCharactersThanPostgreSQLKeepsOfAName_'.repeat(2);

/** What is at hand while one document is made. */
export class Workshop {
  readonly dice: Dice;
  readonly stock: Stock;
  readonly inputs: InputPrinter;
  readonly cursors: CursorWish[] = [];
  readonly traits = new Set<Trait>();
  /** Definitions of fragments. */
  readonly definitions: string[] = [];
  readonly #fragments: { readonly type: string; readonly name: string }[] = [];
  readonly #oddKeys: string[];
  readonly #switches: string[] = [];
  #keys = 0;

  constructor(dice: Dice, stock: Stock) {
    this.dice = dice;
    this.stock = stock;
    this.inputs = new InputPrinter(dice, stock.samples);
    this.#oddKeys = [...dice.some(ODD_KEYS, 0, 2)];
  }

  /** A response key that nothing else in the document has. */
  key(): string {
    const odd = this.dice.chance(10) ? this.#oddKeys.pop() : undefined;
    this.#keys += 1;
    const number = String(this.#keys);
    return odd ?? (this.dice.chance(6) ? `${LONG_KEY}${number}` : `k${number}`);
  }

  /** A field without arguments, under its own name more often than not. */
  plain(name: string, aliased = 12): string {
    return this.dice.chance(aliased) ? `${this.key()}: ${name}` : name;
  }

  type(name: string): GraphQLObjectType {
    return this.stock.schema.getType(name) as GraphQLObjectType;
  }

  typeOf(model: Model): GraphQLObjectType {
    return this.type(model.name);
  }

  /** Mostly nothing, else directives that leave the selection in more often than out. */
  directives(): string {
    const { dice } = this;
    if (!dice.chance(7)) {
      return '';
    }
    const names = dice.chance(15) ? ['include', 'skip'] : [dice.one(['include', 'skip'])];
    return names
      .map((name) => {
        const isOn = dice.chance(70) === (name === 'include');
        return ` @${name}(if: ${dice.chance(50) ? String(isOn) : this.#switch(isOn)})`;
      })
      .join('');
  }

  /** A selection set of items, some of them in fragments, some with directives. */
  selection(type: string, items: readonly string[]): string {
    return `{ ${items.map((item) => this.#wrapped(type, item)).join(' ')} }`;
  }

  #wrapped(type: string, item: string): string {
    const { dice } = this;
    const known = this.#fragments.filter((fragment) => fragment.type === type);
    const reused = known.length > 0 && dice.chance(6) ? ` ...${dice.one(known).name}` : '';
    switch (
      dice.weighted([
        ['field', 84],
        ['inline', 4],
        ['onType', 5],
        ['named', 7],
      ])
    ) {
      case 'inline':
        return `...${this.directives()} { ${item} }${reused}`;
      case 'onType':
        return `... on ${type}${this.directives()} { ${item} }${reused}`;
      case 'named': {
        const name = `F${String(this.definitions.length)}`;
        this.definitions.push(`fragment ${name} on ${type} { ${item} }`);
        this.#fragments.push({ type, name });
        const again = dice.chance(10) ? ` ...${name}` : '';
        return `...${name}${this.directives()}${again}${reused}`;
      }
      default:
        return `${item}${reused}`;
    }
  }

  #switch(isOn: boolean): string {
    const known = this.#switches;
    if (known.length > 0 && this.dice.chance(30)) {
      return this.dice.one(known);
    }
    const hasDefault = this.dice.chance(30);
    const name = this.inputs.declare({
      type: hasDefault ? 'Boolean' : 'Boolean!',
      fallback: hasDefault ? String(isOn) : null,
      value: hasDefault && this.dice.chance(50) ? undefined : isOn,
      others: [!isOn],
    });
    known.push(name);
    return name;
  }
}
