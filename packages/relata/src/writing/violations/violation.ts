import type { Column } from '../../model/model.js';

/** Where the value stands that broke a constraint, as far as the database says. */
export interface ViolatedPlace {
  readonly table: string | undefined;
  /** Of which one may be the field, or end in it: `profiles_age_check`. */
  readonly names: readonly string[];
  /** The value as a text; null where that is what is wrong, undefined where it is not told. */
  readonly value: string | null | undefined;
}

/** Why a database did not take what it was to write. */
export type Violation =
  /** Another row has the value. */
  | ({ readonly kind: 'taken' } & ViolatedPlace)
  /** A row refers to one that is not there, or there is one that refers to a row that went. */
  | {
      readonly kind: 'reference';
      /** The table that lacks the row; undefined where it is not told. */
      readonly target: string | undefined;
      readonly value: string | undefined;
    }
  /** A row is still referred to. */
  | { readonly kind: 'restricted' }
  /** A value, or its absence, is not allowed in its column or its row. */
  | ({ readonly kind: 'constraint' } & ViolatedPlace)
  /** Whoever the server is to the database may not write the row. */
  | { readonly kind: 'forbidden' }
  /** A value does not fit its column, a trigger refuses it, or the like. */
  | {
      readonly kind: 'refused';
      /** Whether a value may be the one that is meant. */
      readonly isMeant: (column: Column, value: unknown) => boolean;
    };
