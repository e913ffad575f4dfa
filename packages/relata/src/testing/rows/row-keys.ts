import { globalId } from '../../model/global-id.js';
import { keyFormOf } from '../../model/key.js';
import type { Key } from '../../kinds/kind.js';
import type { Column, Model } from '../../model/model.js';

/** Where integers of 64 bits begin: where no number of JavaScript is exact. */
const BIG = 10n ** 18n;
const DIGITS = 12;
/** What stands before the number in a key of another kind; each is written otherwise in ids, in JSON or in URLs. */
const BEFORE: Readonly<Record<string, string>> = {
  uuid: '018f6b2e-5c3a-7d41-9b0e-',
  text: '~%"/😀',
};

/** The key of a row that the suites know by a number; in the same order. */
export function rowKey({ id }: Model, number: number): Key {
  const { native } = keyFormOf(id);
  switch (native) {
    case 'int':
      return number;
    case 'bigint':
      return String(BIG + BigInt(number));
    default:
      return `${BEFORE[native] ?? ''}${String(number).padStart(DIGITS, '0')}`;
  }
}

/** The id of such a row. */
export function rowId(model: Model, number: number): string {
  return globalId(model, rowKey(model, number));
}

/** As {@link rowId}, without the type where that may be left out. */
export function bareId(model: Model, number: number): string {
  const form = keyFormOf(model.id);
  return form.isBare ? form.print(rowKey(model, number)) : rowId(model, number);
}

/** The number of the row with a key, or an id, of any model. */
export function rowNumber(key: unknown): number {
  const [digits = ''] = /\d{1,12}$/.exec(String(key)) ?? [];
  return Number(digits);
}

/** The model whose keys a column has; null for any other. */
export function keyedBy(column: Column): Model | null {
  return column === column.model.id ? column.model : (column.references?.model ?? null);
}
