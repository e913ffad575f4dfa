import { Matches } from 'class-validator';

/** Text in inputs must have more than blanks. */
export function NotBlank(): PropertyDecorator {
  return Matches(/\S/u, { message: 'must not be blank' });
}
