import { ValidateBy } from 'class-validator';
import { foldKey } from '../../text/case-folding.js';

/**
 * A user name has no `@`, nor anything that counts as one: by it, signing in tells an e-mail address
 * from a user name, so that its bearer could never sign in.
 * @example
 * class Person extends MutableModel {
 *   @NoAtSign()
 *   @UniqueString({ caseless: true })
 *   @Field()
 *   username!: string;
 *
 *   usernameKey!: Opt<string>;
 * }
 */
export function NoAtSign(): PropertyDecorator {
  return ValidateBy({
    name: 'noAtSign',
    validator: {
      validate: (name: unknown) => typeof name === 'string' && !foldKey(name).includes('@'),
      defaultMessage: () => 'must not have an @, which e-mail addresses have',
    },
  });
}
