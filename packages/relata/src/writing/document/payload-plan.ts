import type { GraphQLObjectType } from 'graphql';
import { ContextCache } from '../../cache/context-cache.js';
import { getOrMake } from '../../cache/get-or-make.js';
import type { Model } from '../../model/model.js';
import type { Engine } from '../../reading/engine.js';
import {
  isShown,
  modelOfPayload,
  type PayloadPart,
  roleOf,
  type ShownPart,
} from '../../reading/field-role.js';
import { pathBelow } from '../../reading/plan/field-path.js';
import type { ReadPlan, TypeName } from '../../reading/plan/read-plan.js';
import {
  isList,
  isTypeName,
  objectTypeOf,
  type Operation,
  type SelectedField,
} from '../../reading/plan/selection.js';
import { templateOf } from '../../reading/plan/template.js';
import { typeNameOf } from '../../reading/plan/type-name-of.js';
import type { WrittenField } from '../../reading/plan/written-plan.js';

/** One response key of a payload. */
export type PayloadField = { readonly key: string } & (
  | TypeName
  | { readonly kind: 'known'; readonly part: Exclude<PayloadPart, ShownPart> }
  | { readonly kind: 'written'; readonly field: WrittenField }
);

/** What stands under one response key of a payload that there is. */
export interface PayloadParts {
  readonly kind: 'payload';
  readonly fields: readonly PayloadField[];
}

/** One response key of a mutation document. */
export type PayloadPlan = { readonly key: string } & (TypeName | PayloadParts);

type PayloadPlans = readonly PayloadPlan[] | null;

// Where no payload takes variables, all requests with the document have one plan.
const known = new ContextCache<ReadPlan, PayloadPlans>();

/**
 * What the payloads of a mutation consist of.
 * @returns null where one has a field that only graphql-js can answer
 */
export function payloadsOf(engine: Engine, operation: Operation, plan: ReadPlan): PayloadPlans {
  return getOrMake(known, plan, () => planPayloads(engine, operation, plan));
}

function planPayloads(engine: Engine, operation: Operation, plan: ReadPlan): PayloadPlans {
  const template = templateOf(engine, operation);
  const payloads: PayloadPlan[] = [];
  for (const selected of template.root) {
    const type = objectTypeOf(selected.field);
    const model = type === null ? undefined : modelOfPayload(type);
    if (isTypeName(selected)) {
      payloads.push(typeNameOf(selected));
    } else if (type === null || model === undefined) {
      return null;
    } else {
      const parts = template.subfields(operation, type, selected.nodes);
      const fields = parts.map((part) => payloadField(plan, part, { selected, type, model }));
      if (fields.includes(null)) {
        return null;
      }
      const answered = fields.filter((field) => field !== null);
      payloads.push({ key: selected.key, kind: 'payload', fields: answered });
    }
  }
  return payloads;
}

interface Payload {
  readonly selected: SelectedField;
  readonly type: GraphQLObjectType;
  readonly model: Model;
}

function payloadField(
  plan: ReadPlan,
  part: SelectedField,
  { selected, type, model }: Payload,
): PayloadField | null {
  const { key } = part;
  if (isTypeName(part)) {
    return typeNameOf(part);
  }
  const role = roleOf(part.field);
  if (role?.kind !== 'payload') {
    return null;
  }
  if (!isShown(role.part)) {
    return { key, kind: 'known', part: role.part };
  }
  const path = pathBelow(selected.key, type, key);
  const rows = plan.roots.get(path);
  return rows?.kind === 'handWritten'
    ? {
        key,
        kind: 'written',
        field: { path, model, row: rows.row, isList: isList(part) },
      }
    : null;
}
