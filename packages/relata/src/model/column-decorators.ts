import type { PropertyOptions } from '@mikro-orm/core';
import { Enum, Property } from '@mikro-orm/decorators/legacy';
import {
  declareMember,
  type DocumentClass,
  type JsonOfOptions,
} from '../kinds/document/json-of.js';
import { ENUM_LIST } from '../kinds/enum-list.js';

/**
 * A column that holds one of the members of an enum as text, with a CHECK in the database; with `array`, a list of
 * members.
 * @example
 * enum Size {
 *   SMALL = 'SMALL',
 *   LARGE = 'LARGE',
 * }
 * registerEnumType(Size, { name: 'Size' });
 *
 * class Box extends MutableModel {
 *   @EnumColumn(() => Size, { default: Size.SMALL })
 *   @Field(() => Size)
 *   size!: Opt<Size>;
 *
 *   @EnumColumn(() => Size, { array: true })
 *   @Field(() => [Size], { description: 'Sizes it is made in.' })
 *   made!: Size[];
 * }
 */
export function EnumColumn(
  items: () => Record<string, string>,
  options: Omit<PropertyOptions<object>, 'type'> = {},
): PropertyDecorator {
  return (prototype, property) => {
    const type = options.array === true ? { type: ENUM_LIST } : {};
    Enum<object>({ items, ...type, ...options } as never)(prototype, String(property));
  };
}

/**
 * A column of JSON documents of a class: an object type of GraphQL with fields of its own, which are selected, given in
 * inputs and asked for in filters. What an instance has at first may be left out of inputs; class-validator's decorators
 * are checked. On a member of such a class it says of what class a list of objects is.
 * @example
 * @ObjectType({ description: 'Where something is.' })
 * class Address {
 *   @Field({ description: 'The city.' })
 *   city!: string;
 * }
 *
 * class Depot extends MutableModel {
 *   @JsonOf(() => Address)
 *   @Field(() => Address, { description: 'Where it is.' })
 *   address!: Address;
 * }
 */
export function JsonOf(
  type: () => DocumentClass,
  options: Omit<PropertyOptions<object>, 'type'> = {},
): PropertyDecorator {
  return (prototype, property) => {
    const name = String(property);
    declareMember(prototype, name, type);
    const written: JsonOfOptions = { jsonOf: type };
    Property({ type: 'json', ...options, ...written })(prototype, name);
  };
}
