import type { Key } from '../../kinds/kind.js';
import { GraphQLDateTime } from 'graphql-scalars';
import { Field, InputType, InterfaceType, ObjectType } from 'type-graphql';
import { getOrMake } from '../../cache/get-or-make.js';
import type { Class } from '../../class.js';
import { GraphQLEmail } from '../../kinds/scalars.js';
import type { UserError } from '../../writing/user-error.js';
import type { Grant } from './sessions.js';

/** Stands in for the derived interface of that name, which takes its place in the schema. */
@InterfaceType('MutationError')
abstract class MutationError {
  @Field(() => String)
  readonly message!: string;
}

/** Who signs up. */
@InputType({ description: 'A new user.' })
export class SignUpInput {
  @Field(() => String, {
    description: 'The name to go by, without @; unique without regard to case.',
  })
  readonly username!: string;

  @Field(() => GraphQLEmail, { description: 'Unique without regard to case.' })
  readonly email!: string;

  @Field(() => String, { description: '8 to 256 characters, not a common password.' })
  readonly password!: string;
}

/** What signing in answers. */
export interface AuthResult {
  readonly accessToken: string | null;
  readonly expiresAt: Date | null;
  readonly refreshToken: string | null;
  readonly user: { readonly id: Key } | null;
  readonly errors: readonly UserError[];
}

/** @param areShown - whether the client gets the tokens here, not in cookies */
export function granted(grant: Grant, areShown: boolean): AuthResult {
  return {
    accessToken: areShown ? grant.accessToken : null,
    expiresAt: grant.expiresAt,
    refreshToken: areShown ? grant.refreshToken : null,
    user: { id: grant.userId },
    errors: [],
  };
}

/** What stood in the way of a sign-in. */
export function failed(errors: readonly UserError[]): AuthResult {
  return { accessToken: null, expiresAt: null, refreshToken: null, user: null, errors };
}

const made = new WeakMap<Class, Class>();

/** The payload type of signing in, once for each model of users. */
export function authPayloadOf(user: Class): Class {
  return getOrMake(made, user, () => makeAuthPayload(user));
}

function makeAuthPayload(user: Class): Class {
  @ObjectType({ description: 'A sign-in, or what stood in its way.' })
  class AuthPayload implements AuthResult {
    @Field(() => String, {
      nullable: true,
      description: 'Send it as `Authorization: Bearer …`; null where tokens travel in cookies.',
    })
    readonly accessToken!: string | null;

    @Field(() => GraphQLDateTime, { nullable: true, description: 'When the access token ends.' })
    readonly expiresAt!: Date | null;

    @Field(() => String, {
      nullable: true,
      description: 'Exchange it by refreshSession; null where tokens travel in cookies.',
    })
    readonly refreshToken!: string | null;

    @Field(() => user, { nullable: true, description: 'Who signed in.' })
    readonly user!: { readonly id: Key } | null;

    @Field(() => [MutationError], { description: 'What went wrong; empty when all went well.' })
    readonly errors!: readonly UserError[];
  }
  return AuthPayload;
}
