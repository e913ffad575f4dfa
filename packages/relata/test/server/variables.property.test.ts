import fc from 'fast-check';
import {
  buildSchema,
  GraphQLError,
  getVariableValues,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { coerceVariables } from '../../src/server/graphql/variables.js';

const RUNS = 1000;

const schema = buildSchema(`
  scalar Even
  enum Way { UP DOWN }
  input Range { from: Int! = 1 to: Int }
  type Query { field: Int }
`);
Object.assign(schema.getType('Even') ?? {}, {
  parseValue: (value: unknown) => {
    if (value === 13) {
      throw new GraphQLError('13 is odd');
    }
    return typeof value === 'number' && value % 2 === 0 ? { half: value / 2 } : undefined;
  },
});

const TYPES = ['Int', 'Int!', 'String', 'ID!', 'Boolean', 'Way', 'Even!', '[Int]', 'Range'];
const DEFAULTED = ['Int = 3', 'String! = "a"', 'Way = DOWN'];

const value = fc.oneof(
  fc.constantFrom(null, 0, 2, 13, 2.5, 2 ** 40, '', 'text', 'UP', true),
  fc.constantFrom([1, null], { from: 2 }, { to: 3 }, ['x'], { other: 1 }),
);

describe('variables', () => {
  it('are what graphql-js makes of them, or do not fit', () => {
    const counts = { leaves: 0, composed: 0, unfit: 0 };
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...TYPES, ...DEFAULTED), { minLength: 1, maxLength: 3 }),
        fc.dictionary(fc.constantFrom('v0', 'v1', 'v2', 'surplus'), value),
        (types, given) => {
          const definitions = types.map((type, index) => `$v${String(index)}: ${type}`).join();
          const [operation] = parse(`query (${definitions}) { field }`).definitions as [
            OperationDefinitionNode,
          ];
          const all = operation.variableDefinitions ?? [];
          const expected = getVariableValues(schema, all, given).coerced ?? null;
          // The second time by what is known since the first.
          for (let time = 0; time < 2; time += 1) {
            const coerced = coerceVariables(schema, operation, given);
            expect(coerced).toEqual(expected);
            expect(Object.keys(coerced ?? {})).toEqual(Object.keys(expected ?? {}));
          }
          const isComposed = types.includes('[Int]') || types.includes('Range');
          counts[expected === null ? 'unfit' : isComposed ? 'composed' : 'leaves'] += 1;
        },
      ),
      { seed: 11, numRuns: RUNS },
    );
    for (const count of Object.values(counts)) {
      expect(count).toBeGreaterThanOrEqual(50);
    }
  });

  it('have no names of what every object has', () => {
    const [operation] = parse('query ($toString: String) { field }').definitions as [
      OperationDefinitionNode,
    ];
    expect(coerceVariables(schema, operation, {})).toEqual({});
  });
});
