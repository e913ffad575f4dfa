import fc from 'fast-check';
import type { Column, Model } from '../../../model/model.js';
import type { OrderInput } from '../../oracle/order.js';
import { openColumns } from './where-arbitrary.js';

/** Every value of `OrderDirection`. */
export const DIRECTIONS = [
  'ASC',
  'DESC',
  'ASC_NULLS_FIRST',
  'ASC_NULLS_LAST',
  'DESC_NULLS_FIRST',
  'DESC_NULLS_LAST',
] as const;

const direction = fc.constantFrom(...DIRECTIONS);

/** Kinds that few columns are of. */
const OFTEN: Readonly<Record<string, number>> = { boolean: 8, enum: 6 };

/** An order of one to three items, through to-one relations too; columns with nulls come up more. */
export function orderBy(model: Model): fc.Arbitrary<readonly OrderInput[]> {
  return fc.array(item(model, 2), { minLength: 1, maxLength: 3 });
}

/** Columns that rows can be ordered by. */
export function orderColumns(model: Model): readonly Column[] {
  return openColumns(model).filter(({ kind }) => kind.cursor !== null);
}

/** Columns of which the smallest and the greatest value can be ordered by. */
function extremeColumns(model: Model): readonly Column[] {
  return orderColumns(model).filter(({ kind, parts }) => kind.hasExtremes && parts.length === 1);
}

function item(model: Model, depth: number): fc.Arbitrary<OrderInput> {
  const columns = orderColumns(model);
  const relations = [...model.relations.values()];
  return fc.oneof(
    ...columns.map((column) => ({
      weight: column.nullable ? 12 : (OFTEN[column.kind.name] ?? 2),
      arbitrary: direction.map((way) => ({ [column.name]: way })),
    })),
    ...(depth === 0 ? [] : relations).map((relation) => ({
      weight: relation.many ? 4 : 10,
      arbitrary: (relation.many ? summary(relation.target) : item(relation.target, depth - 1)).map(
        (inner) => ({ [relation.name]: inner }),
      ),
    })),
  );
}

function summary(model: Model): fc.Arbitrary<OrderInput> {
  const count = direction.map((way) => ({ count: way }));
  const columns = extremeColumns(model);
  if (columns.length === 0) {
    return count;
  }
  const extreme = fc
    .tuple(fc.constantFrom('min', 'max'), fc.constantFrom(...columns), direction)
    .map(([name, column, way]) => ({ [name]: { [column.name]: way } }));
  return fc.oneof(count, extreme);
}
