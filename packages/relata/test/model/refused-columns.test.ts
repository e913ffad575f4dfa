import { GraphQLDuration } from '../../src/kinds/scalars.js';
import { Type } from '@mikro-orm/core';
import { Embeddable, Embedded, Enum, Formula, Property } from '@mikro-orm/decorators/legacy';
import {
  GraphQLDateTime,
  GraphQLJSON,
  GraphQLLocalDate,
  GraphQLLocalTime,
  GraphQLURL,
  GraphQLUUID,
} from 'graphql-scalars';
import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { EnumColumn } from '../../src/model/column-decorators.js';
import { UniqueString } from '../../src/model/decorators.js';
import { MutableModel } from '../../src/model/base-model.js';
import { Gender, PostStatus } from '../blog/models/enums.js';
import { type Decorate, makeModel } from '../support/models/made-model.js';
import { refusal, URLS } from '../support/refusal.js';

const GUIDE = 'one of the kinds in docs/adding-a-model.md';

/** A property `x` with a column of a type and a field. */
function column(options: object, type: () => unknown = () => String): Decorate {
  return (prototype) => {
    Property(options as never)(prototype, 'x');
    Field(type as never, { nullable: true })(prototype, 'x');
  };
}

class Money extends Type<string, string> {
  override getColumnType(): string {
    return 'text';
  }
}

@Embeddable()
@ObjectType('MadeAddress')
class Address {
  @Property({ type: 'string' })
  @Field(() => String)
  street!: string;
}

const Numbers = { ONE: 1, TWO: 2 } as const;
const Mixed = { ONE: 'one', TWO: 2 } as const;

/** A column with accessors of its own. */
function accessors(kinds: 'get' | 'set' | 'both', hasField: boolean): Decorate {
  return (prototype) => {
    const kept = new WeakMap<object, unknown>();
    Object.defineProperty(prototype, 'x', {
      configurable: true,
      ...(kinds === 'set' ? {} : { get: () => null }),
      ...(kinds === 'get'
        ? {}
        : {
            set(this: object, value: unknown) {
              kept.set(this, value);
            },
          }),
    });
    Property({ type: 'string', nullable: true })(prototype, 'x');
    if (hasField) {
      Field(() => String, { nullable: true })(prototype, 'x');
    }
  };
}

const LOST = 'its getter and its setter would never be called: write accessor: true in @Property()';

const REFUSED: Readonly<Record<string, readonly [Decorate, string]>> = {
  'a getter and a setter': [accessors('both', true), LOST],
  'a getter': [accessors('get', true), LOST],
  'a setter': [accessors('set', true), LOST],
  'a setter of a column without a field': [accessors('set', false), LOST],
  'an integer stored as numeric': [
    column({ type: 'integer', columnType: 'numeric(10,2)' }, () => Int),
    `write type: 'decimal'`,
  ],
  int8: [column({ type: 'integer', columnType: 'bigint' }, () => Int), `write type: 'bigint'`],
  bigint: [column({ type: 'bigint' }, () => Float), 'write a field of type BigInt'],
  tinyint: [column({ type: 'tinyint' }, () => Int), `write type: 'integer' or type: 'smallint'`],
  mediumint: [
    column({ type: 'mediumint' }, () => Int),
    `write type: 'integer' or type: 'smallint'`,
  ],
  float: [column({ type: 'float' }, () => Float), `write type: 'double'`],
  real: [column({ type: 'real' }, () => Float), `write type: 'double'`],
  date: [
    column({ type: 'date' }, () => GraphQLDateTime),
    'a field of type DateTime is not supported on this column: write a field of type LocalDate',
  ],
  'a date-time stored as a date': [
    column({ type: 'datetime', columnType: 'date' }, () => GraphQLDateTime),
    `a column of kind datetime (stored as date) is not supported: write type: 'date'`,
  ],
  timestamp: [column({ type: 'timestamp' }, () => GraphQLDateTime), `write type: 'datetime'`],
  time: [column({ type: 'time' }), 'write a field of type LocalTime'],
  interval: [column({ type: 'interval' }), `write type: 'duration'`],
  uuid: [column({ type: 'uuid' }), 'write a field of type UUID'],
  char: [column({ type: 'string', columnType: 'char(3)' }), `write type: 'string' with a length`],
  character: [column({ type: 'character', length: 3 }), `write type: 'string' with a length`],
  citext: [column({ type: 'string', columnType: 'citext' }), `write type: 'string' with a length`],
  'a type with its length in it': [
    column({ type: 'varchar(20)' }),
    `write type: 'string' with a length`,
  ],
  jsonb: [column({ type: 'jsonb' }, () => GraphQLJSON), `write type: 'json'`],
  object: [column({ type: 'object' }, () => GraphQLJSON), `write type: 'json'`],
  any: [column({ type: 'any' }), `write type: 'json'`],
  array: [column({ type: 'array' }, () => [String]), `write type: 'string[]'`],
  'a list of numbers': [
    column({ type: 'double[]' }, () => [Int]),
    `write type: 'string[]' or type: 'int[]'`,
  ],
  bytea: [column({ type: 'bytea' }), `write type: 'blob'`],
  uint8array: [column({ type: 'uint8array' }), `write type: 'blob'`],
  inet: [column({ type: 'inet' }), `write ${GUIDE}`],
  'a type of its own': [
    column({ type: Money }),
    `a column of kind money (stored as text) is not supported: write type: 'decimal'`,
  ],
  'a type of its own under a usual name': [
    column({ type: 'string', customType: new Money() }),
    'a column of kind money (stored as text) is not supported',
  ],
  'a list of values of another enum': [
    (prototype) => {
      EnumColumn(() => Gender, { array: true })(prototype, 'x');
      Field(() => [PostStatus])(prototype, 'x');
    },
    'the field must be of the enum of the column: write @Field(() => [TheEnum])',
  ],
  'one enum value for a list of them': [
    (prototype) => {
      EnumColumn(() => Gender, { array: true })(prototype, 'x');
      Field(() => Gender)(prototype, 'x');
    },
    'the column is a list, and the field is none: write @Field(() => [TheEnum])',
  ],
  'a list of an enum of numbers': [
    (prototype) => {
      Reflect.defineMetadata('design:type', Array, prototype, 'x');
      Enum({ items: () => Numbers, array: true } as never)(prototype, 'x');
      Field(() => [Int])(prototype, 'x');
    },
    'an enum of numbers is not supported: write @EnumColumn with texts as values',
  ],
  'an enum of numbers': [
    (prototype) => {
      Enum({ items: () => Numbers } as never)(prototype, 'x');
      Field(() => Int)(prototype, 'x');
    },
    'an enum of numbers is not supported: write @EnumColumn with texts as values',
  ],
  'an enum of texts and numbers': [
    (prototype) => {
      Enum({ items: () => Mixed, columnType: 'text' } as never)(prototype, 'x');
      Field(() => String)(prototype, 'x');
    },
    'an enum of numbers is not supported: write @EnumColumn with texts as values',
  ],
  'an enum type of the database over a text': [
    (prototype) => {
      EnumColumn(() => Gender, { nativeEnumName: 'gender', columnType: 'text' } as never)(
        prototype,
        'x',
      );
      Field(() => Gender)(prototype, 'x');
    },
    'an enum type of the database is not supported: leave nativeEnumName out',
  ],
  'a column in two parts': [
    column({ type: 'string', fieldNames: ['x1', 'x2'], columnTypes: ['text', 'text'] }),
    'a column of kind ',
  ],
  'an enum type of the database': [
    (prototype) => {
      EnumColumn(() => Gender, { nativeEnumName: 'gender' } as never)(prototype, 'x');
      Field(() => Gender)(prototype, 'x');
    },
    'an enum type of the database is not supported: leave nativeEnumName out',
  ],
  'an embedded object': [
    (prototype) => {
      Embedded(() => Address)(prototype, 'x');
      Field(() => Address, { nullable: true })(prototype, 'x');
    },
    'an embedded object is not supported: write its columns one by one',
  ],
  'an embedded document': [
    (prototype) => {
      Embedded(() => Address, { object: true })(prototype, 'x');
      Field(() => Address, { nullable: true })(prototype, 'x');
    },
    'an embedded object is not supported',
  ],
  'a list of embedded objects': [
    (prototype) => {
      Embedded(() => Address, { array: true })(prototype, 'x');
      Field(() => [Address], { nullable: true })(prototype, 'x');
    },
    'an embedded object is not supported',
  ],
  'a formula': [
    (prototype) => {
      Formula('1 + 1', { type: 'integer' })(prototype, 'x');
      Field(() => Int, { nullable: true })(prototype, 'x');
    },
    'a formula is not supported: write a getter with @Field() alone',
  ],
  'what is not stored': [
    column({ type: 'string', persist: false }),
    'a property that is not stored is not supported: write a getter with @Field() alone',
  ],
  'a generated column': [
    column({ type: 'string', generated: '(upper(y)) stored' }),
    'a generated column is not supported: write a getter with @Field() alone',
  ],
  'another collation': [
    column({ type: 'string', collation: 'de-x-icu' }),
    'the collation de-x-icu is not supported, text is compared by code point: leave collation out',
  ],
  'another collation of a hidden key': [
    (prototype) => {
      UniqueString({ caseless: true })(prototype, 'y');
      Field(() => String)(prototype, 'y');
      Property({ type: 'string', collation: 'nocase' })(prototype, 'yKey');
    },
    'yKey: the collation nocase is not supported',
  ],
  'a text on an integer': [
    column({ type: 'integer' }),
    'a field of type String is not supported on this column: write a field of type Int',
  ],
  'a number on an integer': [
    column({ type: 'number' }, () => Float),
    'a field of type Float is not supported on this column: write a field of type Int',
  ],
  'an integer on a number': [column({ type: 'double' }, () => Int), 'write a field of type Float'],
  'an id on a boolean': [column({ type: 'boolean' }, () => ID), 'write a field of type Boolean'],
  'a text on a date-time': [column({ type: 'datetime' }), 'write a field of type DateTime'],
  'a date-time on a text': [
    column({ type: 'text' }, () => GraphQLDateTime),
    'write a field of type String or ID or EmailAddress',
  ],
  'a list on a text': [
    column({ type: 'string' }, () => [String]),
    'the field is a list, and the column is none',
  ],
  'a text on a list': [
    column({ type: 'string[]' }),
    'the column is a list, and the field is none: write @Field(() => [String])',
  ],
  'a list of lists': [
    column({ type: 'string[]' }, () => [[String]]),
    'a list of lists is not supported: write @Field(() => [String])',
  ],
  'a list with nulls': [
    (prototype) => {
      Property({ type: 'string[]' })(prototype, 'x');
      Field(() => [String], { nullable: 'items' })(prototype, 'x');
    },
    'the items of a list are never null: write @Field(() => [String]) without nullable items',
  ],
  'an enum on a text': [
    column({ type: 'string' }, () => Gender),
    'the field is an enum, and the column is none: write @EnumColumn(() => Gender)',
  ],
  'a text on an enum': [
    (prototype) => {
      EnumColumn(() => Gender)(prototype, 'x');
      Field(() => String)(prototype, 'x');
    },
    'the field must be of the enum of the column',
  ],
  'one enum on another': [
    (prototype) => {
      EnumColumn(() => Gender)(prototype, 'x');
      Field(() => PostStatus)(prototype, 'x');
    },
    'the field must be of the enum of the column',
  ],
  'an object on JSON': [
    column({ type: 'json' }, () => Address),
    'the field is a MadeAddress, and the column holds no such object: write a relation',
  ],
  'a field that is never null on a column that may be': [
    (prototype) => {
      Property({ type: 'integer', nullable: true })(prototype, 'x');
      Field(() => Int)(prototype, 'x');
    },
    'the column may be null, so its field must be nullable: @Field({ nullable: true })',
  ],
  'a field of a hidden property': [
    column({ type: 'string', hidden: true }),
    'a hidden property has no field: leave out hidden, or @Field()',
  ],
};

describe.each(URLS)('on %s the start', (url) => {
  it.each(Object.entries(REFUSED))('refuses %s', async (_kind, [decorate, reason]) => {
    const said = await refusal(makeModel(decorate), url);
    expect(said).toMatch(/^StartupError: The models cannot be served: Made\.(?:x|yKey): /);
    expect(said).toContain(reason);
  });

  it.each<readonly [string, Decorate, string]>([
    [
      'deletedAt',
      (prototype) => {
        Property({ type: 'boolean', default: false })(prototype, 'deletedAt');
      },
      `the name has a meaning, write type: 'datetime', nullable: true, or another name`,
    ],
  ])('refuses a %s that is none', async (name, decorate, reason) => {
    expect(await refusal(makeModel(decorate), url)).toBe(
      `StartupError: The models cannot be served: Made.${name}: ${reason}`,
    );
  });

  it('names everything that is wrong at once', async () => {
    const model = makeModel((prototype) => {
      column({ type: 'interval' })(prototype);
      Property({ type: 'decimal' })(prototype, 'y');
      Field(() => Float)(prototype, 'y');
    });
    const said = await refusal(model, url);
    expect(said.split('; ')).toEqual([
      expect.stringContaining('Made.x: a column of kind interval'),
      expect.stringContaining('Made.y: a column of kind decimal'),
    ]);
  });

  it('says of a field of another type nothing else', async () => {
    const model = makeModel((prototype) => {
      Property({ type: 'integer', nullable: true })(prototype, 'x');
      Field(() => String)(prototype, 'x');
    });
    expect(await refusal(model, url)).toBe(
      'StartupError: The models cannot be served: Made.x: a field of type String is not supported on this column: write a field of type Int',
    );
  });

  it('has nothing against what stands in the guide, nor against what is no field', async () => {
    class Everything extends MutableModel {}
    const model = makeModel((prototype) => {
      const fine: Readonly<Record<string, readonly [object, () => unknown]>> = {
        short: [{ type: 'string', length: 80 }, () => String],
        long: [{ type: 'text' }, () => String],
        limited: [{ type: 'string', columnType: 'varchar(10)' }, () => ID],
        whole: [{ type: 'integer' }, () => Int],
        small: [{ type: 'smallint' }, () => Int],
        real: [{ type: 'double' }, () => Float],
        yes: [{ type: 'boolean' }, () => Boolean],
        when: [{ type: 'datetime' }, () => GraphQLDateTime],
        day: [{ type: 'date' }, () => GraphQLLocalDate],
        at: [{ type: 'time' }, () => GraphQLLocalTime],
        number: [{ type: 'uuid' }, () => GraphQLUUID],
        lasts: [{ type: 'duration' }, () => GraphQLDuration],
        list: [{ type: 'string[]' }, () => [String]],
        numbers: [{ type: 'int[]' }, () => [Int]],
        document: [{ type: 'json' }, () => GraphQLJSON],
        sorted: [{ type: 'string', collation: 'C' }, () => String],
        link: [{ type: 'string' }, () => GraphQLURL],
        many: [{ type: 'string[]' }, () => [GraphQLURL]],
      };
      for (const [name, [options, type]] of Object.entries(fine)) {
        Property({ ...options, nullable: true })(prototype, name);
        Field(type as never, { nullable: true })(prototype, name);
      }
      // What is emitted for `Gender | null` where Gender is from another file.
      Reflect.defineMetadata('design:type', Object, prototype, 'choice');
      EnumColumn(() => Gender, { nullable: true })(prototype, 'choice');
      Field(() => Gender, { nullable: true })(prototype, 'choice');
      const others = ['decimal', 'bigint', 'interval', 'timestamp', 'float', 'jsonb', 'double[]'];
      for (const type of others) {
        Property({ type, nullable: true })(prototype, `other${String(others.indexOf(type))}`);
      }
      Property({ type: 'string', collation: 'nocase', nullable: true })(prototype, 'folded');
      Embedded(() => Address, { nullable: true })(prototype, 'address');
      Formula('1 + 1', { type: 'integer' })(prototype, 'formula');
      Property({ type: 'string', persist: false })(prototype, 'virtual');
    }, Everything);
    expect(await refusal(model, url)).toBe('');
  });
});
