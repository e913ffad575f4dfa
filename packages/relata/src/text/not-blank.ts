import { Matches } from 'class-validator';
import { VISIBLE } from './visible-text.js';

/** What is wrong with a text in which there is nothing to see. */
export const BLANK = 'must not be blank';

/**
 * Text in inputs must have something that can be seen.
 * @example
 * class Book extends MutableModel {
 *   @NotBlank()
 *   @Property({ type: 'string' })
 *   @Field()
 *   title!: string;
 * }
 */
export function NotBlank(): PropertyDecorator {
  return Matches(VISIBLE, { message: BLANK });
}
