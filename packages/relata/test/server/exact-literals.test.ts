import { buildSchema, parse, validate } from 'graphql';
import { isExactNumber } from '../../src/kinds/exact-number.js';
import { exactLiterals } from '../../src/server/limits/exact-literals.js';

const EXACT = [
  '0',
  '-0',
  '1',
  '-0.5',
  '9007199254740991',
  '-9007199254740991',
  '0.1234567890123456789',
].concat(
  ['6.022e23', '1e22', '1E+22', '100e300', '-1.7976931348623157e308', '1e-400', '9.5e15'],
  ['0.6022e24', '9007199254740994.0'],
);
const INEXACT = [
  '9007199254740992',
  '-9007199254740993',
  '9007199254740993.0',
  '9.007199254740993e15',
].concat(['1e400', '-1e400', '123456789012345678.5', '10000000000000000000000']);

describe('numbers that are kept as they are written', () => {
  it.each(EXACT)('%s is', (text) => {
    expect(isExactNumber(text)).toBe(true);
  });

  it.each(INEXACT)('%s is not', (text) => {
    expect(isExactNumber(text)).toBe(false);
  });
});

describe('numbers that a document writes', () => {
  const schema = buildSchema(
    'scalar Any type Query { a(float: Float, floats: [Float!], id: ID, any: Any, in: In): Int } input In { float: Float = 1 }',
  );
  const faultsOf = (args: string): readonly string[] =>
    validate(schema, parse(`query ($f: Float = 1) { a(${args}) b: a(float: $f) }`), [
      exactLiterals,
    ]).map(({ message }) => message);

  it.each(['float: $$', 'floats: [1, $$]', 'floats: $$', 'in: { float: $$ }'])(
    'are refused where a Float cannot hold them: %s',
    (args) => {
      for (const text of INEXACT) {
        expect(faultsOf(args.replace('$$', text))).toEqual([
          expect.stringMatching(`Float: ${text.replaceAll(/[.+]/g, '\\$&')} is beyond`),
        ]);
      }
      for (const text of EXACT) {
        expect(faultsOf(args.replace('$$', text))).toEqual([]);
      }
    },
  );

  it('are left to other types, which say for themselves what they take', () => {
    expect(faultsOf('id: 9007199254740993')).toEqual([]);
    expect(faultsOf('any: 9007199254740993')).toEqual([]);
  });

  it('are looked at in the defaults of variables', () => {
    const document = parse('query ($f: Float = 1e400) { a(float: $f) }');
    expect(validate(schema, document, [exactLiterals])).toHaveLength(1);
  });
});
