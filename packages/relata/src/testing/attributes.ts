import fc from 'fast-check';
import { NamedAttribute, namedFilter } from '../access/named-attribute.js';
import { policyLeaves } from '../access/rule-leaves.js';
import type { RuleViewer } from '../access/rules.js';
import type { Catalog, Column, Model } from '../model/model.js';
import { writtenCell } from './oracle/cells.js';
import type { DataSet } from './oracle/data-set.js';

/** An attribute that a policy compares with a column, and whether with several values. */
interface AskedAttribute {
  readonly name: string;
  readonly column: Column;
  readonly isList: boolean;
}

/** What viewers have, by its name. */
export type Attributes = RuleViewer['attributes'];

/** Attributes with which a viewer is allowed something: of each the value of a row, of several at a place. */
export function attributesAt(catalog: Catalog, data: DataSet, place: number): Attributes {
  return Object.fromEntries(
    attributesAsked(catalog).map((asked): [string, unknown] => {
      const values = valuesOf(asked, data);
      const value = values[place % Math.max(1, values.length)] ?? null;
      return [asked.name, asked.isList ? [value] : value];
    }),
  );
}

/** Attributes of which a viewer may have some, mostly such as rows have; null where policies ask for none. */
export function attributesArbitrary(
  catalog: Catalog,
  data: DataSet,
): fc.Arbitrary<Attributes> | null {
  const all = attributesAsked(catalog).map((asked) => {
    const value = fc.constantFrom(...valuesOf(asked, data), null);
    const given: fc.Arbitrary<unknown> = asked.isList ? fc.array(value, { maxLength: 3 }) : value;
    return [asked.name, given] as const;
  });
  return all.length === 0 ? null : fc.record(Object.fromEntries(all), { requiredKeys: [] });
}

/** Attributes by the columns that policies compare them with. */
function attributesAsked(catalog: Catalog): readonly AskedAttribute[] {
  return [...catalog.values()]
    .flatMap(policyLeaves)
    .flatMap(({ model, rule }) =>
      rule.kind === 'where' && typeof rule.where === 'function'
        ? askedIn(model, namedFilter(rule) ?? {})
        : [],
    );
}

function askedIn(model: Model, filter: object): readonly AskedAttribute[] {
  return Object.entries(filter).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value !== 'object' || value === null) {
      return [];
    }
    const column = model.columns.get(key);
    if (column !== undefined) {
      return Object.entries(value).flatMap(([operator, operand]) =>
        operand instanceof NamedAttribute
          ? [{ name: operand.name, column, isList: operator === 'in' || operator === 'notIn' }]
          : [],
      );
    }
    return askedIn(model.relations.get(key)?.target ?? model, value);
  });
}

function valuesOf({ column }: AskedAttribute, data: DataSet): readonly unknown[] {
  return (data.rows[column.model.name] ?? [])
    .map((row) => writtenCell(column, row[column.name] ?? null))
    .filter((value) => value !== null);
}
