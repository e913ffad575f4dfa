// What a kind of column is made of that the engine does not have: docs/adding-a-kind.md.
export { sql } from 'kysely';
export type {
  CursorForm,
  DialectName,
  FilterKind,
  Kind,
  KindColumn,
  KindDocs,
  Operand,
  OperandPlace,
  Sql,
  Storage,
  Stored,
  SumForm,
  ValueLimits,
} from '../kinds/kind.js';
export { type NativeText, nativeText } from '../kinds/native-text.js';
export { ColumnOf } from '../model/column-of.js';
