import { GraphQLDateTime } from 'graphql-scalars';
import { Field, InputType, InterfaceType, ObjectType } from 'type-graphql';
import { GraphQLEmail } from '../../model/kinds/scalars.js';
import { User } from '../../models/index.js';
import type { Fault } from '../../writing/user-error.js';
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

  @Field(() => String, { description: '8 to 256 characters, not one of the commonest.' })
  readonly password!: string;
}

/** What signing in answers. */
@ObjectType({ description: 'A sign-in, or what stood in its way.' })
export class AuthPayload {
  @Field(() => String, {
    nullable: true,
    description: 'Send it as `Authorization: Bearer …`; null where tokens travel in cookies.',
  })
  readonly accessToken: string | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When the access token ends.' })
  readonly expiresAt: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Exchange it by refreshSession; null where tokens travel in cookies.',
  })
  readonly refreshToken: string | null;

  @Field(() => User, { nullable: true, description: 'Who signed in.' })
  readonly user: { readonly id: number } | null;

  @Field(() => [MutationError], { description: 'What went wrong; empty when all went well.' })
  readonly errors: readonly Fault[];

  private constructor(grant: Grant | null, areShown: boolean, errors: readonly Fault[]) {
    this.accessToken = areShown ? (grant?.accessToken ?? null) : null;
    this.refreshToken = areShown ? (grant?.refreshToken ?? null) : null;
    this.expiresAt = grant?.expiresAt ?? null;
    this.user = grant && { id: grant.userId };
    this.errors = errors;
  }

  /** @param areShown - whether the client gets the tokens here, not in cookies */
  static of(grant: Grant, areShown: boolean): AuthPayload {
    return new AuthPayload(grant, areShown, []);
  }

  static failed(errors: readonly Fault[]): AuthPayload {
    return new AuthPayload(null, false, errors);
  }
}
