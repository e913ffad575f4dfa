import { Property } from '@mikro-orm/decorators/legacy';
import { Field, Float, Int } from 'type-graphql';
import { GraphQLDecimal } from '../../src/kinds/exact-scalars.js';
import { makeModel } from '../support/models/made-model.js';
import { refusal, URLS } from '../support/refusal.js';

const DIGITS = `write type: 'decimal' with a precision (digits, 1 to 18) and a scale`;

/** What models may say of decimals, and what they are told. */
const REFUSED: readonly (readonly [options: object, type: unknown, reason: string])[] = [
  [{ type: 'decimal' }, GraphQLDecimal, DIGITS],
  [{ type: 'decimal', precision: 10 }, GraphQLDecimal, DIGITS],
  [
    { type: 'decimal', precision: 19, scale: 2 },
    GraphQLDecimal,
    `kind decimal (stored as numeric(19,2))`,
  ],
  [{ type: 'decimal', precision: 0, scale: 0 }, GraphQLDecimal, DIGITS],
  [{ type: 'decimal', precision: 4.5, scale: 1 }, GraphQLDecimal, DIGITS],
  [{ type: 'decimal', precision: 5, scale: -1 }, GraphQLDecimal, DIGITS],
  [{ type: 'numeric', precision: 3, scale: 4 }, GraphQLDecimal, DIGITS],
  [{ type: 'decimal', precision: 10, scale: 2 }, Float, 'write a field of type Decimal'],
  [{ type: 'integer' }, GraphQLDecimal, 'write a field of type Int'],
  [{ type: 'integer', columnType: 'numeric(10,2)' }, Int, DIGITS],
];

describe.each(URLS)('on %s the start', (url) => {
  it.each(REFUSED)('refuses %j', async (options, type, reason) => {
    const model = makeModel((prototype) => {
      Property({ ...options, nullable: true })(prototype, 'x');
      Field(() => type as never, { nullable: true })(prototype, 'x');
    });
    expect(await refusal(model, url)).toContain(reason);
  });
});
