import type { GraphQLObjectType } from 'graphql';
import type { Kind, KindColumn, MemberComparison, MemberForm } from '../kinds/kind.js';
import type { ModelOrder, SecretRule } from './declarations.js';

/** One column of a model's table. */
export interface Column extends KindColumn {
  readonly model: Model;
  /** Name of the property, and of the GraphQL field where it is one. */
  readonly name: string;
  /** Name in the database; of the first of its parts where it has several. */
  readonly field: string;
  /**
   * What it is stored in: itself, but for a key of several columns, or a reference to one. Each is a column of one name
   * in the database.
   */
  readonly parts: readonly Column[];
  /** How its values behave: what filters them, how they sort, how they travel. */
  readonly kind: Kind;
  readonly nullable: boolean;
  /** Whether it is a GraphQL field: only such columns can be filtered, ordered, aggregated. */
  readonly exposed: boolean;
  /** What the field means. */
  readonly description: string;
  /** Why clients should not use it any more; null where they may. */
  readonly deprecationReason: string | null;
  /** How clients set it; null where they cannot. */
  readonly input: ColumnInput | null;
  /** Whether a new row gets a value without being told one. */
  readonly hasDefault: boolean;
  /** Where it is in a document, of a member of one: such a column is asked for in filters alone. */
  readonly within?: Within;
  /** The row a foreign key points to, and what the database does when that goes. */
  readonly references: { readonly model: Model; readonly onDelete: string } | null;
}

/** A place in the documents of a column. */
export interface Within {
  readonly column: Column;
  /** The names that lead there. */
  readonly path: readonly string[];
  readonly form: MemberForm;
  /** What is compared of what stands there; null where that is compared itself. */
  readonly taken: MemberComparison['taken'] | null;
}

/** How a column stands in inputs. */
export interface ColumnInput {
  /** Name of the input field. */
  readonly name: string;
  /** Whether only a hash of what is given is stored. */
  readonly isSecret: boolean;
  /** Whether it is said of new rows alone. */
  readonly isNewOnly: boolean;
  /** What is wrong with a secret, or null. */
  readonly rule?: SecretRule;
  readonly description: string;
}

/** Where the two ends of a relation meet. */
export type Join =
  /** The source's table has the key of the target: `posts.author_id`. */
  | { readonly kind: 'sourceKey'; readonly key: Column }
  /** The target's table has the key of the source. */
  | { readonly kind: 'targetKey'; readonly key: Column }
  /** A link table has both, as columns of its own. */
  | {
      readonly kind: 'link';
      readonly table: string;
      readonly source: Column;
      readonly target: Column;
    }
  /** Both are rows of a tree: the key leads from each to the one above it. */
  | { readonly kind: 'tree'; readonly key: Column; readonly way: 'up' | 'down' };

/** A way from the rows of one model to those of another. */
export interface Relation {
  readonly source: Model;
  readonly target: Model;
  readonly name: string;
  readonly many: boolean;
  readonly join: Join;
  readonly description: string;
  /** Why clients should not use it any more; null where they may. */
  readonly deprecationReason: string | null;
  /** Whether inputs may say what is on the other side. */
  readonly isWritable: boolean;
  /** Whether a row that is taken out of the relation is deleted. */
  readonly isOrphanRemoval: boolean;
  /** Whether a new row gets the viewer here, whatever its input says. */
  readonly isSetByViewer: boolean;
}

/** Columns of which no two rows have the same values; rows with a null in one have none. */
export interface Unique {
  readonly model: Model;
  /** One or more. */
  readonly columns: readonly UniqueColumn[];
  /** Whether rows may have the same values until the transaction ends, where the database can do that. */
  readonly isDeferred?: boolean;
}

/** Unique columns that clients may look rows up by. */
export interface Lookup extends Unique {
  /** Name of the root field: `userByUsername`, `reviewByPostAndAuthor`. */
  readonly field: string;
  /** How inputs call it: `username`, `postAndAuthor`. */
  readonly name: string;
}

/** One of the columns of a unique value. */
export interface UniqueColumn {
  /** The visible column: it names the argument, and its mask holds. */
  readonly column: Column;
  /** The column that is compared, the same or the caseless key. */
  readonly key: Column;
}

/** What tells rows of one tenant from those of another. */
export interface Tenant {
  /** It has one part. */
  readonly column: Column;
  /** Name of the attribute of viewers that has their tenant. */
  readonly attribute: string;
}

/** A model as the engine sees it: a table, its columns, its relations, its GraphQL type. */
export interface Model {
  /** Class name and GraphQL type name: `Post`. */
  readonly name: string;
  /** The class itself. */
  readonly target: abstract new (...args: never[]) => object;
  readonly table: string;
  /** Whether that is a view, which nobody writes. */
  readonly isView: boolean;
  readonly description: string;
  /** Name of the root field of one row, and the prefix of its ids: `post`. */
  readonly singular: string;
  /** Name of the root list: `posts`. */
  readonly plural: string;
  /** The key: a column of that name, or what stands for those it is made of. */
  readonly id: Column;
  /** Names of the properties that the key is made of. */
  readonly keys: readonly string[];
  readonly columns: ReadonlyMap<string, Column>;
  readonly relations: ReadonlyMap<string, Relation>;
  readonly lookups: readonly Lookup[];
  /** Whose a row is, on models whose rows are each one tenant's. */
  readonly tenant: Tenant | null;
  /** The column that marks soft-deleted rows, on models that have one. */
  readonly deletedAt: Column | null;
  /** The column that counts the changes of a row, on models that have one. */
  readonly version: Column | null;
  /** The keys that make trees of its rows: none of them is its own ancestor. */
  readonly trees: readonly Column[];
  /** What lists are ordered by for which nothing is asked, in the words of the API; nothing but the key where undefined. */
  readonly orderBy: ModelOrder | undefined;
  /** The fields that code makes of columns, each with these, by name. */
  readonly computed: ReadonlyMap<string, readonly Column[]>;
  /** The type as the model file declares it: its columns that are fields and hand-written fields. */
  readonly declaredType: GraphQLObjectType;
}

/** Every model of an application, by name. */
export type Catalog = ReadonlyMap<string, Model>;

/** The columns of a table: all but what only stands for the key. */
export function storedColumns({ columns, id, keys }: Model): readonly Column[] {
  return [...columns.values()].filter((column) => column !== id || keys.includes(id.name));
}

/** Whether the key of a row says what row it is related to: it is so for good. */
export function isOfKey({ join, source, target }: Relation): boolean {
  return (
    (join.kind === 'sourceKey' && source.keys.includes(join.key.name)) ||
    (join.kind === 'targetKey' && target.keys.includes(join.key.name))
  );
}
