import { type EntityManager, helper, type PropertyOptions, raw } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { DATABASE_NOW } from './conventions.js';
import { declareProperty } from './declarations.js';
import { isExtraUpdate } from './is-extra-update.js';

type Row = Readonly<Record<string, unknown>>;
type Options = Omit<PropertyOptions<object>, 'type'>;

/** When a row was created is kept under this name, so that it is never later than it was changed. */
const CREATED = Symbol('createdAt');

/**
 * When the row was created: the engine sets it, and no input does.
 * @example
 * class Visit {
 *   @CreatedAt({ fieldName: 'begun' })
 *   @Field(() => GraphQLDateTime, { description: 'When it began.' })
 *   begunAt!: Opt<Date>;
 * }
 */
export function CreatedAt(options: Options = {}): PropertyDecorator {
  return (prototype, property) => {
    const name = String(property);
    Property({
      type: 'datetime',
      defaultRaw: DATABASE_NOW,
      onCreate: () => new Date(),
      ...options,
    })(prototype, name);
    declareProperty(prototype, name, { isReadOnly: true });
    Object.defineProperty(prototype, CREATED, { value: name, configurable: true });
  };
}

/**
 * When the row was last changed: the engine sets it, and no input does. Of a new row it is when it was created.
 * @example
 * class Visit extends BaseModel {
 *   @UpdatedAt()
 *   @Field(() => GraphQLDateTime, { description: 'When it was looked at.' })
 *   seenAt!: Opt<Date>;
 * }
 */
export function UpdatedAt(options: Options = {}): PropertyDecorator {
  return (prototype, property) => {
    const name = String(property);
    Property({
      type: 'datetime',
      defaultRaw: DATABASE_NOW,
      // A new row has one date-time: who compares the two sees whether it was ever changed.
      onCreate: (row: object) => createdAt(prototype, row) ?? new Date(),
      onUpdate: (row: object, em: EntityManager) =>
        isExtraUpdate(row, em) ? (row as Row)[name] : new Date(),
      ...options,
    })(prototype, name);
    declareProperty(prototype, name, { isReadOnly: true });
  };
}

/** Rows that are inserted many at once are plain objects, which know nothing of their class. */
function createdAt(prototype: object, row: object): unknown {
  const nameIn = (of: object): string | undefined =>
    (of as Record<symbol, string | undefined>)[CREATED];
  const name = nameIn(row) ?? nameIn(prototype);
  return name === undefined ? undefined : (row as Row)[name];
}

/**
 * How often the row was changed: inputs of updates take an `expectedVersion`.
 * @example
 * class Visit extends BaseModel {
 *   @Version({ fieldName: 'lock' })
 *   @Field(() => Int, { description: 'Raised by each change.' })
 *   revision!: Opt<number>;
 * }
 */
export function Version(options: Options = {}): PropertyDecorator {
  return (prototype, property) => {
    const name = String(property);
    Property({
      type: 'integer',
      default: 1,
      // Raised in the update statement itself, so that no two changes count as one.
      onUpdate: (row: object, em: EntityManager): unknown =>
        isExtraUpdate(row, em) ? storedIn(row, name) : raw('?? + 1', [columnOf(row, name)]),
      ...options,
    })(prototype, name);
    declareProperty(prototype, name, { isReadOnly: true, isVersion: true });
  };
}

/** What is stored: the row may hold what raises it, for the statement that is still to come. */
function storedIn(row: object, name: string): unknown {
  return (helper(row).__originalEntityData as Row | undefined)?.[name];
}

function columnOf(row: object, name: string): string {
  const property = helper(row).__meta.properties[name as never] as { fieldNames: string[] };
  return property.fieldNames[0] ?? name;
}
