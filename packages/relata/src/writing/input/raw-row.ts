import type { Model, Relation } from '../../model/model.js';
import type { UserError, InputPath } from '../user-error.js';
import type { ListItem } from './input-list.js';
import type { KnownRow, Reference, RowWrite, Sought } from './write-plan.js';

/** An input, by field. */
export type Input = Readonly<Record<string, unknown>>;

/** The input of one row, and where it stands. */
export interface RawRow {
  readonly input: Input;
  readonly path: InputPath;
  /** The relation of another row through which the row is created or changed. */
  readonly parent?: Relation | null;
  /** Level of nesting, from 1. */
  readonly depth?: number;
  /** What is looked for before the row is created; see {@link RowWrite.sought}. */
  readonly sought?: Sought | null;
  /** Whether an update may say nothing: that of an upsert, which then only finds or creates. */
  readonly mayBeEmpty?: boolean;
}

/** Reads rows, and what they say of others; what is wrong with them it gathers. */
export interface RowParser {
  readonly userErrors: UserError[];
  create(model: Model, said: RawRow): RowWrite;
  update(model: Model, said: RawRow): RowWrite;
  unique(model: Model, input: Input, path: InputPath): Sought | null;
  known(model: Model, input: Input, path: InputPath): KnownRow;
  list(value: unknown, path: InputPath): readonly ListItem[];
  references(model: Model, ids: readonly ListItem[]): readonly Reference[];
}
