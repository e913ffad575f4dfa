import fc from 'fast-check';
import {
  buildSchema,
  getVariableValues,
  type OperationDefinitionNode,
  parse,
  valueFromASTUntyped,
  type ValueNode,
  type VariableDefinitionNode,
} from 'graphql';
import { argumentsOf, sharedArgumentsOf } from '../../src/reading/plan/field-arguments.js';
import {
  type Operation,
  rootSelection,
  type SelectedField,
} from '../../src/reading/plan/selection.js';

const RUNS = 5000;

const schema = buildSchema(`
  scalar Json
  scalar Shout
  enum Way { UP DOWN }
  input Inner { text: String, texts: [String!], way: Way = UP, needed: Int!, json: Json, shout: Shout }
  input Outer { and: [Outer!], inner: Inner, list: [Inner], count: Int = 7 }
  input Either @oneOf { one: String two: Int }
  type Query {
    field(where: Outer, some: [Int], must: [Int!]!, size: Int! = 5, way: Way, either: Either): Int
  }
`);
// What most scalars make of a literal with a variable in it, and one that makes something else of it.
Object.assign(schema.getType('Json') ?? {}, { parseLiteral: valueFromASTUntyped });
Object.assign(schema.getType('Shout') ?? {}, {
  parseLiteral: (node: ValueNode, variables: Variables) =>
    `${JSON.stringify(valueFromASTUntyped(node, variables))}!`,
});

type Variables = Record<string, unknown>;

/** A document, of whose only field arguments are asked with these variables or those. */
class Document {
  readonly definitions: readonly VariableDefinitionNode[];
  readonly #base: Operation;
  readonly #selected: SelectedField;

  constructor(source: string) {
    const [operation] = parse(`query ${source}`).definitions as [OperationDefinitionNode];
    this.definitions = operation.variableDefinitions ?? [];
    this.#base = { schema, operation, fragments: {}, variables: {} };
    [this.#selected] = rootSelection(this.#base) as [SelectedField];
  }

  fresh(variables: Variables): Variables {
    return argumentsOf({ ...this.#base, variables }, this.#selected);
  }

  shared(variables: Variables): Variables {
    return sharedArgumentsOf({ ...this.#base, variables }, this.#selected);
  }
}

const lists = new Document('($a: Int, $b: Int) { field(must: [1, 2], some: [$a, 3, $b]) }');
const objects = new Document(
  '($a: Int!, $b: Int!) { field(must: 3, where: { list: [{ needed: $a }, { needed: $b, way: DOWN }] }) }',
);
const DOCUMENTS = [
  lists,
  objects,
  ...[
    '($a: Int!) { field(must: [1, 2], some: $a) }',
    '($a: Int = 4, $b: Int = 1) { field(must: [$b], size: $a) }',
    '($a: Int!, $b: Int) { field(must: [$a], where: { count: $b, inner: { needed: $a } }) }',
    '($a: Int!, $b: Int) { field(must: [$a], where: { and: [{ and: { count: $b } }, { count: $a }] }) }',
    '($a: Int!, $b: Int) { field(must: $a, where: { inner: { needed: 1, json: { a: [$b], b: $a } } }) }',
    '($a: Int!, $b: Int) { field(must: [$a], where: { inner: { needed: 1, shout: { a: $b } } }) }',
    '($a: Int!, $b: Int) { field(must: [$a], where: { inner: { needed: 1, json: { __proto__: $b } } }) }',
    '($a: Int!, $b: Int!) { field(must: $a, either: { two: $b }) }',
  ].map((source) => new Document(source)),
];

const value = fc.oneof(fc.constant(undefined), fc.constant(null), fc.integer({ min: 0, max: 99 }));

/** What a call gives, with the order of keys, or what it throws. */
function outcome(work: () => unknown): unknown {
  try {
    return JSON.stringify(work());
  } catch (error) {
    return error;
  }
}

describe('shared arguments', () => {
  it('are those of graphql-js, or its errors', () => {
    const counts = { given: 0, refused: 0, nulls: 0 };
    fc.assert(
      fc.property(
        fc.constantFrom(...DOCUMENTS),
        fc.record({ a: value, b: value }),
        (document, { a, b }) => {
          const given = { ...(a !== undefined && { a }), ...(b !== undefined && { b }) };
          const { coerced } = getVariableValues(schema, document.definitions, given);
          if (coerced === undefined) {
            return;
          }
          const expected = outcome(() => document.fresh(coerced));
          expect(outcome(() => document.shared(coerced))).toEqual(expected);
          counts.given += typeof expected === 'string' ? 1 : 0;
          counts.refused += typeof expected === 'string' ? 0 : 1;
          counts.nulls += a === null || b === null ? 1 : 0;
        },
      ),
      { seed: 7, numRuns: RUNS },
    );
    for (const count of Object.values(counts)) {
      expect(count).toBeGreaterThanOrEqual(50);
    }
  });

  it('work out once what no variable has a part in', () => {
    const [first, second] = [1, 2].map((a) => lists.shared({ a, b: a }));
    expect(first?.['must']).toBe(second?.['must']);
    expect([first?.['some'], second?.['some']]).toEqual([
      [1, 3, 1],
      [2, 3, 2],
    ]);
    expect(lists.fresh({ a: 1, b: 1 })['must']).not.toBe(lists.fresh({ a: 1, b: 1 })['must']);
  });

  it('are filled in anew for each request', () => {
    const [first, second] = [1, 2].map((a) => objects.shared({ a, b: 0 })['where']);
    expect(first).toMatchObject({ list: [{ needed: 1 }, { needed: 0 }] });
    expect(second).toMatchObject({ list: [{ needed: 2 }, { needed: 0 }] });
  });
});
