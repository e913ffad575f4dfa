import { declareProperty } from './declarations.js';

/**
 * A field that code makes of some columns of its row: a method or a getter with `@Field`. Of the row nothing else is read for it,
 * and the code sees nothing else but the key. It sees what the viewer may: where a column that a policy may hide is null, the
 * field is null as well, and the code is not asked.
 * @param options - `needs`: columns of the row, with `@Field` or without, and other computed fields
 * @example
 * class Person extends MutableModel {
 *   @Property({ type: 'string' })
 *   @Field({ description: 'Given name.' })
 *   firstName!: string;
 *
 *   @Property({ type: 'string' })
 *   lastName!: string;
 *
 *   @Computed({ needs: ['firstName', 'lastName'] })
 *   @Field(() => String, { description: 'Both names.' })
 *   get fullName(): string {
 *     return `${this.firstName} ${this.lastName}`;
 *   }
 * }
 */
export function Computed<const Name extends string>({
  needs,
}: {
  readonly needs: readonly Name[];
}): <T extends object>(
  prototype: T & ([Name] extends [keyof T] ? unknown : never),
  property: string,
) => void {
  return (prototype, property) => {
    declareProperty(prototype, property, { needs });
  };
}
