import type { Model } from '../../model/model.js';
import type { RowChange } from './operation.js';

/** What a write does to a database. */
export interface Effect {
  readonly created: readonly { readonly model: Model; readonly change: RowChange }[];
  readonly updated: readonly {
    readonly model: Model;
    readonly key: number;
    readonly change: RowChange;
    /** Whether a value is set that the viewer does not see: it is not told whether it was the same. */
    readonly isUnseen: boolean;
  }[];
  readonly deleted: readonly { readonly model: Model; readonly key: number }[];
  readonly restored: readonly { readonly model: Model; readonly key: number }[];
  /** Rows that go for good, though their model is soft-deleted. */
  readonly purged: readonly { readonly model: Model; readonly key: number }[];
}
