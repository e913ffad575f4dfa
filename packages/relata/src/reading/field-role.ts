import type { GraphQLField, GraphQLObjectType } from 'graphql';
import type { Column, Lookup, Model, Relation } from '../model/model.js';
import type { AggregateFunction } from './aggregate-function.js';

/**
 * What a derived field stands for. The schema room writes it on the fields it derives, the plan
 * reads it there: a field without a role is hand-written.
 */
export type FieldRole =
  | { readonly kind: 'id'; readonly model: Model }
  | { readonly kind: 'column'; readonly column: Column }
  | { readonly kind: 'reference'; readonly relation: Relation }
  | { readonly kind: 'connection'; readonly model: Model; readonly relation: Relation | null }
  | { readonly kind: 'lookup'; readonly lookup: Lookup }
  /** What the viewer may do with the row. */
  | { readonly kind: 'viewerCan' }
  | { readonly kind: 'node' }
  | { readonly kind: 'nodes' }
  /** The row a conflict is about: of the model of its payload, or within it. */
  | { readonly kind: 'current' }
  /** A part of what became of a write. */
  | { readonly kind: 'payload'; readonly part: PayloadPart };

/** The fields of payloads: rows as they are now, or what is known without looking at them. */
export type PayloadPart = ShownPart | 'affectedCount' | 'deletedId' | 'deletedIds' | 'errors';

/** Those that show rows, as such or as edges. */
export type ShownPart = 'row' | 'rows' | 'edge' | 'edges';

/** Whether a part of a payload shows rows. */
export function isShown(part: PayloadPart): part is ShownPart {
  return part === 'row' || part === 'rows' || part === 'edge' || part === 'edges';
}

const ROLE = 'relata.role';
const MODEL = 'relata.model';
const PAYLOAD = 'relata.payload';
const AGGREGATE = 'relata.aggregate';

type AnyField = GraphQLField<unknown, unknown>;

/** The `extensions` that give a field its role. */
export function withRole(role: FieldRole): { readonly [ROLE]: FieldRole } {
  return { [ROLE]: role };
}

/** The role of a field; undefined for a hand-written one. */
export function roleOf(field: AnyField): FieldRole | undefined {
  return field.extensions[ROLE] as FieldRole | undefined;
}

/** The `extensions` that tie an object type to its model. */
export function withModel(model: Model): { readonly [MODEL]: Model } {
  return { [MODEL]: model };
}

/** The model behind an object type; undefined for a hand-written one. */
export function modelOfType(type: GraphQLObjectType): Model | undefined {
  return type.extensions[MODEL] as Model | undefined;
}

/** The `extensions` that tie a field of an aggregate to the function that it stands for. */
export function withAggregate(aggregate: AggregateFunction): {
  readonly [AGGREGATE]: AggregateFunction;
} {
  return { [AGGREGATE]: aggregate };
}

/** The function a field of an aggregate stands for; undefined for the count. */
export function aggregateOf(field: AnyField): AggregateFunction | undefined {
  return field.extensions[AGGREGATE] as AggregateFunction | undefined;
}

/** The `extensions` that tell the payload of a mutation, and of which model it is. */
export function withPayload(model: Model): { readonly [PAYLOAD]: Model } {
  return { [PAYLOAD]: model };
}

/** The model a payload type is about; undefined for any other type. */
export function modelOfPayload(type: GraphQLObjectType): Model | undefined {
  return type.extensions[PAYLOAD] as Model | undefined;
}
