import type { EntityProperty, Type } from '@mikro-orm/core';
import type {
  GraphQLEnumType,
  GraphQLInputType,
  GraphQLOutputType,
  GraphQLScalarType,
} from 'graphql';
import type { RawBuilder } from 'kysely';

/** A fragment of SQL with its parameters. */
export type Sql = RawBuilder<unknown>;

/** The databases there are. */
export type DialectName = 'sqlite' | 'postgresql';

/**
 * The key of a row as it goes through the engine: one value that tells it from all others of its model. Of an integer of
 * 32 bits that number, of anything else its text; of several columns, their texts as an id has them, `7~de`.
 */
export type Key = number | string;

/** A key, or what is wrong with the text that should have been one. */
export type ReadKey = { readonly key: Key } | { readonly reason: string };

/** How the values of a kind are keys. */
export interface KeyForm {
  /** PostgreSQL's type of a list of them. */
  readonly native: string;
  /** Whether JSON has them as numbers. */
  readonly isNumber: boolean;
  /** Whether a text that is a key can be no id, so that one may stand for the other. */
  readonly isBare: boolean;
  /** Whether they may be any texts, which who creates a row gives. */
  readonly isText: boolean;
  /** Of no row in particular, as it stands in ids. */
  readonly example: string;
  /** Makes the key of a new row, as models have it, where neither the database nor a client does. */
  readonly make?: () => unknown;
  /** What makes the key of a row that is inserted without one past the engine, where a database has it; in SQL. */
  readonly makeSql?: Partial<Readonly<Record<DialectName, string>>>;
  /** What stands in an id; null for what is of another form. */
  read(text: string): ReadKey | null;
  /** What an id has of a key. */
  print(key: Key): string;
  /** That, of a value in a statement. */
  printed(value: Sql): Sql;
  /** A key as models have it, and the other way. */
  inCode(key: Key): unknown;
  ofCode(value: unknown): Key;
}

/** A value as it is compared: moments as Dates, ids as keys. */
export type Operand = string | number | bigint | boolean | Date;

/** What a kind is told of a column. */
export interface KindColumn {
  /** Longest text it can hold, in characters; null where it is not bounded by the column. */
  readonly maxLength: number | null;
  /** Whether it names something, and is kept in normal form NFC, trimmed. */
  readonly isName: boolean;
  /** The type of its field; null where it has none. */
  readonly type: GraphQLOutputType | null;
  /** That type where it is an enum. */
  readonly enumType: GraphQLEnumType | null;
}

/** How large one value may be. */
export interface ValueLimits {
  /** Longest text of a column without a bound of its own, in characters. */
  readonly textCharacters: number;
  /** Most items of one list. */
  readonly listInputs: number;
}

/** A value in the form it is stored in, or what is wrong with it. */
export type Stored =
  | { readonly value: unknown }
  | {
      readonly reason: string;
      /** Where in the value it is wrong, where it has members. */
      readonly path?: readonly string[];
    };

/** What a column may be asked: operators by what they are about. What they are called stands in `filter/operators.ts`. */
export type OperatorGroup = 'equality' | 'membership' | 'order' | 'search' | 'items' | 'path';

/** How a value stands in a JSON document: what of JSON it is. */
export type MemberForm = 'text' | 'number' | 'boolean' | 'texts' | 'integers' | 'object' | 'any';

/** How values stand in documents of a class. */
export interface Member {
  readonly form: MemberForm;
  /** How they are compared there; left out where what stands there is compared as it is, by code point where it is a text. */
  readonly compared?: MemberComparison;
}

/** How values are compared that stand in documents in another form than in columns. */
export interface MemberComparison {
  /** What is compared, of what stands there ({@link Member.form}); NULL for what is no such value. */
  readonly taken: Readonly<Record<DialectName, (value: Sql) => Sql>>;
  /** What it is compared with; left out where that is as in columns. */
  readonly with?: Readonly<Record<DialectName, Pick<Storage, 'parameter' | 'bound'>>>;
  /** As {@link Kind.operand}, where documents may hold what columns may not. */
  readonly operand?: (value: unknown, at: OperandPlace) => Operand;
}

/**
 * An operator that a kind brings itself, beside the groups it names: of a point `near`.
 * @example
 * const describe = ({ description, type }: OwnOperator): string => `${String(type)}: ${description}`;
 */
export interface OwnOperator<Asked = unknown> {
  readonly description: string;
  /** What it takes. */
  readonly type: GraphQLInputType;
  /** What is asked, of what a client or a policy has given, or what is wrong with it. */
  read(given: unknown): { readonly value: Asked } | { readonly reason: string };
  /**
   * The condition on a value; unknown for NULL.
   * @param part - a parameter of the statement, which is kept for whatever is asked: its text must not depend on that
   */
  sql(dialect: DialectName, value: Sql, part: (of: (asked: Asked) => Operand) => Sql): Sql;
  /** The same of a value as models have it, which tests hold the databases against. */
  holds(value: unknown, asked: Asked): boolean;
  /** What may be asked, as clients write it, for tests. */
  samples(): readonly unknown[];
}

/** The input type of conditions on columns. */
export interface FilterKind {
  /** `IntFilter` */
  readonly name: string;
  readonly description: string;
  /** What operators take. */
  readonly operand: GraphQLScalarType | GraphQLEnumType;
  readonly operators: readonly OperatorGroup[];
  /** Operators of the kind itself, by name. */
  readonly own?: Readonly<Record<string, OwnOperator>>;
}

/** A value as it stands in a cursor: JSON. */
export type CursorValue = string | number | boolean;

/** How values stand in cursors. */
export interface CursorForm {
  /** Whether it is a text of any length, which shares the room of a cursor with others and may be cut. */
  readonly isText: boolean;
  /**
   * As JSON.
   * @param max - characters of a text: a longer one is cut
   */
  write(value: Operand, max: number): string;
  /** What {@link write} wrote, unless it was cut. */
  read(value: CursorValue): Operand;
}

/** What becomes of many values. */
export interface SumForm {
  /** What a sum is in the API. */
  readonly type: GraphQLScalarType;
  readonly average: {
    readonly type: GraphQLScalarType;
    /** Its digits after the point; of floats null. */
    readonly places: number | null;
    /** The same in words: `six decimals`. */
    readonly roundedTo: string;
  };
  /** The sum of two values as models have them; it may be more than a column can hold. */
  plus(value: unknown, amount: unknown): unknown;
  /** How it comes about where it is the same in whatever order values are added; null where it is not. */
  readonly exact: ExactSum | null;
}

/** Sums of whole units, of money of cents, whose digits are all kept. */
export interface ExactSum {
  readonly sql: Readonly<Record<DialectName, ExactSumSql>>;
  /** What resolvers are given of a sum of units. */
  sum(units: bigint): unknown;
  /** @param count - of the values, at least one */
  average(units: bigint, count: bigint): unknown;
}

/** Sums of values as a database works them out; NULL where there are none. */
export interface ExactSumSql {
  /** All digits of the units, with or without a point, as text. */
  readonly digits: (values: Sql) => Sql;
  readonly json: (values: Sql) => Sql;
  readonly averageJson: (values: Sql) => Sql;
}

/** How one of the databases keeps values, and writes them. */
export interface Storage {
  /** The type of the column. */
  readonly column: RegExp;
  /** What must be true of the column so that it holds nothing else; null where the database sees to that. */
  readonly check: ((column: string, property: EntityProperty) => string) | null;
  /** A value as the driver takes it. */
  readonly parameter: (value: unknown) => unknown;
  /** A parameter of the statement, of the type of the column. */
  readonly bound: (parameter: Sql) => Sql;
  /** A value in the select list, in the form that {@link Kind.read} takes. */
  readonly selected: (value: Sql) => Sql;
  /**
   * A value as JSON, exactly as JavaScript writes it; NULL, or `null`, for no value. A row brought in by other means
   * may hold what the kind has not: then the statement fails.
   */
  readonly json: (value: Sql) => Sql;
  /** The JSON list of what is written of each item, in their order; null for what is no list. */
  readonly items: ((value: Sql, written: (item: Sql) => Sql) => Sql) | null;
  /** Whether only JavaScript writes values as JavaScript does: what `json` gives is read and written anew. */
  readonly isRewritten: boolean;
  /** A value as {@link CursorForm.write} writes it; null where no statement does. */
  readonly cursor: ((value: Sql, max: number) => Sql) | null;
}

/** What the documentation says of a kind, or of one of the ways to write it; in Markdown. */
export interface KindDocs {
  /** `Short text` */
  readonly what: string;
  /** The decorators. */
  readonly written: string;
  /** What the column is. */
  readonly sqlite: string;
  readonly postgresql: string;
  /** The filter it has. */
  readonly filter: string;
}

/**
 * A kind of column: all there is to know of how its values are declared, kept, written, compared and checked. What
 * depends on a kind anywhere in the engine is asked of this object.
 * @example
 * const nameOf = ({ name, isList }: Kind): string => (isList ? `a list of ${name}` : name);
 */
export interface Kind {
  readonly name: string;
  /** Rows of the table of kinds in docs/adding-a-model.md. */
  readonly docs: readonly KindDocs[];
  /**
   * What tells it from others of its family, in the name of its CHECK, so that another one shows as a change of the
   * table: `decimal_10_2`. Left out where it has no family.
   */
  readonly parameters?: string;
  /** Names of kinds that a column may become by a migration with its values as they are; all others are refused. */
  readonly becomes?: readonly string[];
  /** Whether values are lists, of the items that everything else here is about. */
  readonly isList: boolean;
  /** Whether values, or items, are members of an enum, which the API calls by other names. */
  readonly isEnum: boolean;
  /** Whether a model says of a property that it is of this kind. */
  isWritten(property: EntityProperty): boolean;
  /** What MikroORM converts values by; null where it passes them on as they are. */
  readonly ormType: (new () => Type<unknown, unknown>) | null;
  /** What MikroORM is to take values for, where it would not know. */
  readonly runtimeType: string | null;
  /**
   * Whether a scalar of the application that stands over it has values as answers have them: what it writes is stored.
   * It has them as code does otherwise.
   */
  readonly isAnswered: boolean;
  /** Scalars that write values as statements do. Whatever else a field is of, JavaScript writes. */
  readonly scalars: readonly GraphQLScalarType[];
  /** How values stand in documents of a class, where they may be asked for there. */
  readonly member?: Member;
  /** The type inputs and lookups take. */
  inputType(column: KindColumn): GraphQLInputType;
  filter(column: KindColumn): FilterKind;
  /** Whether the databases compare texts in it, by some collation. */
  readonly isCollated: boolean;
  /** How it identifies rows; null for what no key is made of. */
  readonly key: KeyForm | null;
  /** Whether both databases hold the same values equal as JavaScript's `===` does. */
  readonly isPlain: boolean;
  /** How it stands in cursors; null for what nothing is ordered by. */
  readonly cursor: CursorForm | null;
  /** Whether it has a smallest and a greatest value. */
  readonly hasExtremes: boolean;
  /** What a sum of values is; null for none. */
  readonly sum: SumForm | null;
  readonly storage: Readonly<Record<DialectName, Storage>>;
  /** What a driver hands out, as resolvers and scalars take it. */
  read(raw: unknown): unknown;
  /**
   * What a filter, or a lookup, compares with, checked.
   * @param at - where it stands, and of which column it is
   * @throws BadInputError
   */
  operand(value: unknown, at: OperandPlace): Operand;
  /** What an input gives, in the form it is stored in, or what is wrong with it. */
  store(value: unknown, column: KindColumn, limits: ValueLimits): Stored;
  /** Values for rows that are made up, as models have them: the ends of what can be, and what goes wrong easily. */
  samples(column: KindColumn): readonly unknown[];
  /**
   * A value that can be told from those of other rows, as far as there are so many.
   * @param number - of the row, some millions
   * @param mark - the same in words
   */
  sample(number: number, mark: string, column: KindColumn): unknown;
}

/** Kinds that differ in what models say of a column: of decimals there is one for each precision and scale. */
export interface KindFamily extends Pick<Kind, 'docs' | 'scalars'> {
  /** The kind of values in documents of a class, of which nothing more is said. */
  readonly inDocuments: Kind;
  /**
   * The kind that a property would be of; it says itself whether it is ({@link Kind.isWritten}).
   * @returns the same object each time; null where there is none
   */
  of(property: EntityProperty): Kind | null;
}

/** A kind of which keys are made. */
export type KindOfKeys = Kind & { readonly key: KeyForm };

/** Where an operand stands. */
export interface OperandPlace {
  /** `where.author.username` */
  readonly path: string;
  readonly column: KindColumn;
  readonly limits: Pick<ValueLimits, 'textCharacters'>;
  /** Whether GraphQL has read it; policies of the application have values as clients write them. */
  readonly isCoerced: boolean;
}
