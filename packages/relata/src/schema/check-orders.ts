import { coerceInputValue, GraphQLList, GraphQLNonNull } from 'graphql';
import { StartupError } from '../errors.js';
import type { Catalog } from '../model/model.js';
import type { ReadLimits } from '../reading/engine.js';
import { parseOrder } from '../reading/order/order.js';
import type { InputTypes } from './types/input-types.js';

/** Makes sure that rows can be ordered as their models say. @throws StartupError for an order that a client could not ask for */
export function checkOrders(catalog: Catalog, inputs: InputTypes, limits: ReadLimits): void {
  for (const model of catalog.values()) {
    if (model.orderBy === undefined) {
      continue;
    }
    const refuse = (reason: string): never => {
      throw new StartupError(`${model.name}: its orderBy cannot be used: ${reason}`);
    };
    const type = new GraphQLList(new GraphQLNonNull(inputs.order(model)));
    coerceInputValue([model.orderBy].flat(), type, (_path, _value, { message }) => refuse(message));
    try {
      parseOrder(model, null, { depth: limits.filterDepth, items: limits.listInputs });
    } catch (error) {
      refuse(error instanceof Error ? error.message : String(error));
    }
  }
}
