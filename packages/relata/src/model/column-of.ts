import type { PropertyOptions } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { StartupError } from '../errors.js';
import type { Kind } from '../kinds/kind.js';
import { rememberKind } from '../kinds/outside-kinds.js';

/**
 * A column of a kind that the engine does not have.
 * @param kind - of a file of the application; docs/adding-a-kind.md
 * @example
 * declare const inetKind: Kind;
 *
 * class Host extends MutableModel {
 *   @ColumnOf(inetKind, { nullable: true })
 *   @Field(() => GraphQLIPv4, { nullable: true })
 *   address?: string | null;
 * }
 * @throws StartupError for a kind that does not say how the ORM converts its values
 */
export function ColumnOf(
  kind: Kind,
  options: Omit<PropertyOptions<object>, 'type'> = {},
): PropertyDecorator {
  const { ormType: type, name } = kind;
  if (type === null) {
    throw new StartupError(`The kind ${name} has no ormType`);
  }
  rememberKind(type, kind);
  return (prototype, property) => {
    Property({ ...options, type })(prototype, String(property));
  };
}
