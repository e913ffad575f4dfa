import type { AnyEntity } from '@mikro-orm/core';
import {
  Entity,
  ManyToMany,
  ManyToOne,
  OneToMany,
  OneToOne,
  Property,
  Unique,
} from '@mikro-orm/decorators/legacy';
import { Field, ID, InterfaceType, ObjectType } from 'type-graphql';
import { declareModel, declareProperty, type ModelOrder, type SecretRule } from './declarations.js';
import { NODE_ID } from './global-id.js';
import { foldKey } from '../text/case-folding.js';

type Class<T> = new (...args: never[]) => T;

/** Everything that has an id of its own and can be fetched by it. */
@InterfaceType('Node', {
  description: 'An object with a globally unique id (Relay Global Object Identification).',
})
abstract class Node {
  @Field(() => ID, { description: NODE_ID })
  readonly id!: unknown;
}

/** Options of {@link Model}. */
export interface ModelOptions {
  /** What one row is, for people who read the schema. */
  readonly description: string;
  /** Plural of the class name where adding `s` is wrong. It names the root list and the table. */
  readonly plural?: string;
  /** Name of the table where the rule (lower-case plural) does not hold. */
  readonly table?: string;
  /** Order of lists for which none is asked: `{ name: 'ASC' }`, or a list of such; the key by default. */
  readonly orderBy?: ModelOrder;
}

/**
 * One class, one table, one GraphQL type. The table is named by one rule: the lower-case class
 * name with an `s`, or the lower-case plural the model gives.
 * @example
 * @Model({ description: 'A person who may be called.', plural: 'People' })
 * @Access<Person>({ read: signedIn })
 * class Person extends MutableModel {}
 */
export function Model(options: ModelOptions): ClassDecorator {
  return (target) => {
    const plural = options.plural ?? `${target.name}s`;
    Entity({ tableName: options.table ?? plural.toLowerCase() })(target);
    ObjectType(target.name, { description: options.description, implements: Node })(target);
    declareModel(target, {
      ...(options.plural !== undefined && { plural: options.plural }),
      ...(options.orderBy !== undefined && { orderBy: options.orderBy }),
    });
  };
}

/** Options of {@link UniqueString}. */
export interface UniqueStringOptions {
  /** Longest value, in characters; 255 by default. */
  readonly length?: number;
  /** Whether values that differ only in case, compatibility form or what nobody sees count as the same. */
  readonly caseless?: boolean;
}

/**
 * A required, unique, indexed string. With `caseless` the uniqueness is that of a hidden column
 * `<name>_key`, computed on every write ({@link foldKey}); lookups go through it.
 * @example
 * class Person extends MutableModel {
 *   @UniqueString({ caseless: true })
 *   @Field({ description: 'Unique without regard to case.' })
 *   name!: string;
 *
 *   nameKey!: Opt<string>;
 * }
 */
export function UniqueString(options: UniqueStringOptions = {}): PropertyDecorator {
  const { length = 255, caseless = false } = options;
  return (prototype, property) => {
    const name = String(property);
    if (!caseless) {
      Property({ type: 'string', length, unique: true })(prototype, name);
      return;
    }
    const key = `${name}Key`;
    const compute = (entity: AnyEntity): string =>
      foldKey((entity as Record<string, string>)[name] ?? '');
    Property({ type: 'string', length, index: true })(prototype, name);
    Property({
      type: 'string',
      // Folding may lengthen: NFKC turns one character into as many as 18.
      columnType: 'text',
      hidden: true,
      onCreate: compute,
      onUpdate: compute,
    })(prototype, key);
    Unique()(prototype, key as never);
    declareProperty(prototype, name, { caselessKey: key });
  };
}

/**
 * Says of a field what is to be given, where its description speaks of what is read.
 * @param text - `How to reach the person.`
 * @example
 * class Person extends MutableModel {
 *   @DescribeInput('How to reach the person, for whoever may know it.')
 *   @Property({ type: 'string', nullable: true })
 *   @Field(() => String, { nullable: true, description: 'Null for those who may not read it.' })
 *   phone?: string | null;
 * }
 */
export function DescribeInput(text: string): PropertyDecorator {
  return (prototype, property) => {
    declareProperty(prototype, String(property), { inputDescription: text });
  };
}

/**
 * Clients see the field and cannot set it: an operation of the domain does.
 * @example
 * class Invoice extends MutableModel {
 *   @ReadOnly()
 *   @Property({ type: 'datetime', nullable: true })
 *   @Field(() => GraphQLDateTime, { nullable: true, description: 'When it was paid.' })
 *   paidAt?: Date | null;
 * }
 */
export function ReadOnly(): PropertyDecorator {
  return (prototype, property) => {
    declareProperty(prototype, String(property), { isReadOnly: true });
  };
}

/**
 * A column of which no log shows a value: the digest of a token, a key. What {@link HashOf} keeps is
 * such without saying so.
 * @example
 * class ApiKey extends MutableModel {
 *   @Secret()
 *   @Property({ type: 'string' })
 *   digest!: string;
 * }
 */
export function Secret(): PropertyDecorator {
  return (prototype, property) => {
    declareProperty(prototype, String(property), { isSecret: true });
  };
}

/**
 * A column that keeps the hash of a secret (argon2id, PHC string). Clients give the secret under
 * another name when they create a row, and read neither.
 * @param rule - says what is wrong with a secret
 * @example
 * class Person extends MutableModel {
 *   @HashOf('password', { description: 'What the person signs in with.', rule: passwordRule })
 *   passwordHash!: string;
 * }
 */
export function HashOf(
  name: string,
  options: { readonly description: string; readonly rule: SecretRule },
): PropertyDecorator {
  return (prototype, property) => {
    Property({ type: 'string', hidden: true, lazy: true })(prototype, String(property));
    declareProperty(prototype, String(property), { hashOf: { name, ...options } });
  };
}

/** Options of the relation decorators. */
export interface RelationOptions {
  /** What the relation means, for people who read the schema. */
  readonly description?: string;
  /** Why clients should not use it any more. */
  readonly deprecationReason?: string;
}

/** Options of {@link BelongsTo}. */
export interface BelongsToOptions extends RelationOptions {
  /** Whether it is the key of the row, or a part of it: what the row belongs to for good; false by default. */
  readonly primary?: boolean;
  /** Name of the column, or of the columns of a key of several, where the rule (the name of the relation and that of the key) does not hold. */
  readonly fieldName?: string | readonly string[];
  /** Whether a row may do without; false by default. */
  readonly nullable?: boolean;
  /** What the database does when the target goes; `cascade`, or `set null` where nullable. */
  readonly onDelete?: 'cascade' | 'restrict' | 'set null';
  /** Name of the connection this relation gives its target; the plural of this class by default; false for none. */
  readonly reverse?: string | false;
  /** Whether a new row belongs to whoever creates it; clients cannot choose then. */
  readonly setByViewer?: boolean;
}

/**
 * A to-one relation whose key this table holds, with an index on (key, id) so that a page of the
 * rows of one target is read by index. The target gets the reverse connection by itself.
 * @example
 * class Remark extends MutableModel {
 *   @BelongsTo(() => Post, { reverse: 'remarks', description: 'What it is about.' })
 *   post!: Ref<Post>;
 * }
 */
export function BelongsTo<T extends object>(
  target: () => Class<T>,
  options: BelongsToOptions = {},
): PropertyDecorator {
  return (prototype, property) => {
    const name = String(property);
    ManyToOne({ entity: target as never, ...foreignKey(options) })(prototype, name);
    declareProperty(prototype, name, {
      ...relationDeclaration(options),
      isSetByViewer: options.setByViewer ?? false,
    });
  };
}

/**
 * As {@link BelongsTo}, with at most one row for each target.
 * @example
 * class Portrait extends MutableModel {
 *   @BelongsToOne(() => Person, 'portrait')
 *   person!: Ref<Person>;
 * }
 * class Person extends MutableModel {
 *   @HasOne(() => Portrait, 'person')
 *   portrait!: Ref<Portrait> | null;
 * }
 */
export function BelongsToOne<T extends object>(
  target: () => Class<T>,
  inversedBy: string & keyof T,
  options: Omit<BelongsToOptions, 'reverse'> = {},
): PropertyDecorator {
  return (prototype, property) => {
    const name = String(property);
    OneToOne({ entity: target as never, owner: true, inversedBy, ...foreignKey(options) } as never)(
      prototype,
      name,
    );
    declareProperty(prototype, name, relationDeclaration(options));
  };
}

/** Options of {@link HasMany} and {@link HasOne}. */
export interface HasOptions extends RelationOptions {
  /** Whether a row that is taken out of the collection is deleted. */
  readonly orphanRemoval?: boolean;
}

/**
 * The collection on the other side of a {@link BelongsTo}, for domain code and orphan removal.
 * @example
 * class Shelf extends MutableModel {
 *   @HasMany(() => Book, 'shelf', { orphanRemoval: true, description: 'What stands on it.' })
 *   books = new Collection<Book>(this);
 * }
 * class Book extends MutableModel {
 *   @BelongsTo(() => Shelf)
 *   shelf!: Ref<Shelf>;
 * }
 */
export function HasMany<T extends object>(
  target: () => Class<T>,
  mappedBy: string & keyof T,
  options: HasOptions = {},
): PropertyDecorator {
  return (prototype, property) => {
    const name = String(property);
    OneToMany({
      entity: target as never,
      mappedBy: mappedBy as never,
      orphanRemoval: options.orphanRemoval ?? false,
    })(prototype, name);
    declareProperty(prototype, name, relationDeclaration(options));
  };
}

/**
 * The other side of a {@link BelongsToOne}.
 * @example
 * class Person extends MutableModel {
 *   @HasOne(() => Portrait, 'person', { orphanRemoval: true })
 *   portrait!: Ref<Portrait> | null;
 * }
 * class Portrait extends MutableModel {
 *   @BelongsToOne(() => Person, 'portrait')
 *   person!: Ref<Person>;
 * }
 */
export function HasOne<T extends object>(
  target: () => Class<T>,
  mappedBy: string & keyof T,
  options: HasOptions = {},
): PropertyDecorator {
  return (prototype, property) => {
    const name = String(property);
    OneToOne({
      entity: target as never,
      mappedBy: mappedBy as never,
      orphanRemoval: options.orphanRemoval ?? false,
      ref: true,
      nullable: true,
    })(prototype, name);
    declareProperty(prototype, name, relationDeclaration(options));
  };
}

/** Options of {@link BelongsToMany}. */
export interface BelongsToManyOptions extends RelationOptions {
  /** The link table, or the entity that stands for it. */
  readonly through: string | (() => Class<object>);
  /** Name of the connection on the target; the plural of this class by default; false for none. */
  readonly reverse?: string | false;
  /** Column of the link table for this row, or columns for a key of several, where the rule does not hold. */
  readonly joinColumn?: string | readonly string[];
  /** The same for the target. */
  readonly inverseJoinColumn?: string | readonly string[];
}

/**
 * A many-to-many relation. The target gets the reverse connection by itself.
 * @example
 * class Book extends MutableModel {
 *   @BelongsToMany(() => Tag, { through: 'book_tags', description: 'What it is about.' })
 *   tags = new Collection<Tag>(this);
 * }
 */
export function BelongsToMany<T extends object>(
  target: () => Class<T>,
  options: BelongsToManyOptions,
): PropertyDecorator {
  return (prototype, property) => {
    const name = String(property);
    const { through, joinColumn, inverseJoinColumn } = options;
    ManyToMany({
      entity: target as never,
      owner: true,
      ...(typeof through === 'string'
        ? { pivotTable: through }
        : { pivotEntity: through as never }),
      ...(joinColumn !== undefined && { joinColumns: [joinColumn].flat() }),
      ...(inverseJoinColumn !== undefined && { inverseJoinColumns: [inverseJoinColumn].flat() }),
      deleteRule: 'cascade',
      updateRule: 'no action',
    })(prototype, name as never);
    declareProperty(prototype, name, relationDeclaration(options));
  };
}

function foreignKey(options: BelongsToOptions): {
  readonly ref: true;
  readonly nullable: boolean;
  readonly deleteRule: string;
  readonly updateRule: string;
} {
  const nullable = options.nullable ?? false;
  const deleteRule = options.onDelete ?? (nullable ? 'set null' : 'cascade');
  const key = options.primary === true ? { primary: true } : {};
  const { fieldName } = options;
  const named = fieldName === undefined ? {} : { fieldNames: [fieldName].flat() };
  return { ref: true, nullable, deleteRule, updateRule: 'no action', ...key, ...named };
}

function relationDeclaration(options: RelationOptions & { readonly reverse?: string | false }): {
  readonly reverse?: string | false;
  readonly description?: string;
  readonly deprecationReason?: string;
} {
  const { description, deprecationReason, reverse } = options;
  return {
    ...(deprecationReason === undefined ? {} : { deprecationReason }),
    ...(description === undefined ? {} : { description }),
    ...(reverse === undefined ? {} : { reverse }),
  };
}
