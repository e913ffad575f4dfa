import { quoted } from '../../../kinds/storage.js';
import { textRoom } from '../../order/cursor.js';
import { isNullableItem, orderExpression } from '../../order/order-sql.js';
import type { ConnectionPlan } from '../../plan/read-plan.js';
import type { Sql } from '../../sql/dialect.js';
import type { Compilation } from '../compilation.js';
import { Declined } from '../decline.js';
import { orNull, textOf } from '../fragments.js';

/** The cursor of a row as JSON, exactly as the codec makes it. */
export function cursorJson(
  { engine, scope, json }: Compilation,
  plan: Pick<ConnectionPlan, 'fingerprint' | 'order'>,
  alias: string,
): Sql {
  const values = plan.order.flatMap((item) => {
    const { kind } = item.column;
    const { cursor } = kind.storage[json.name];
    if (cursor === null) {
      throw new Declined(`a cursor of ${kind.name}`);
    }
    const value = orderExpression(scope, item, {
      alias,
      of: (each) => cursor(each, textRoom(plan.order, item)),
    });
    return [',', isNullableItem(scope, item) ? orNull(value) : value];
  });
  const body = textOf(json, ['[', JSON.stringify(plan.fingerprint), ...values, ']']);
  return quoted(json.cursor(engine.cursors.key, body));
}
