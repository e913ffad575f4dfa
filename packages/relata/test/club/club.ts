import { randomUUID } from 'node:crypto';
import {
  type AnyEntity,
  Collection,
  type EntityClass,
  type EventArgs,
  type Opt,
  type Ref,
} from '@mikro-orm/core';
import { BeforeUpdate, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { GraphQLDateTime } from 'graphql-scalars';
import { Ctx, Field } from 'type-graphql';
import {
  Access,
  anyOf,
  type Application,
  BelongsTo,
  BelongsToMany,
  can,
  everyone,
  GraphQLEmail,
  HashOf,
  Model,
  own,
  self,
  signedIn,
  UniqueString,
} from 'relata';
import { passwordRule, passwords } from 'relata/auth';
import type { Orm } from '../../src/database/orm.js';
import { isPostgres } from '../../src/kinds/platform.js';
import type { RequestContext } from '../../src/request/context.js';
import { withSession } from '../../src/request/session.js';

/** How a model writes its key, by the name of its kind. */
export const KEYS: Readonly<Record<string, object>> = {
  int: { type: 'integer', autoincrement: true },
  bigint: { type: 'bigint', autoincrement: true },
  uuid: { type: 'uuid' },
  string: { type: 'string', length: 64, onCreate: () => `ä~%7E/${randomUUID()}` },
};

/** An application whose users, roles and all else have keys of a kind, and who sign in. */
export interface Club {
  /** The kind of their keys, by its name. */
  readonly kind: string;
  readonly application: Application;
  readonly Member: EntityClass<AnyEntity>;
  readonly Post: EntityClass<AnyEntity>;
  readonly Right: EntityClass<AnyEntity>;
}

/**
 * @param kind - of the keys, by its name
 * @param memberKey - how members write theirs, where it is otherwise
 * @param caseless - whether names of rights are unique whatever their case
 */
export function clubOf(kind: string, memberKey = KEYS[kind], caseless = false): Club {
  const key = KEYS[kind] as never;

  @Model({ description: 'What members may do.' })
  @Access<Right>({ read: signedIn })
  class Right {
    @PrimaryKey(key)
    id!: Opt;

    @UniqueString({ caseless })
    @Field({ description: 'Its name.' })
    name!: string;

    nameKey?: Opt<string>;
  }

  @Model({ description: 'What a member is in the club.' })
  @Access<Post>({ read: signedIn, create: can('post:create'), delete: can('post:delete') })
  class Post {
    @PrimaryKey(key)
    id!: Opt;

    @UniqueString()
    @Field({ description: 'What it is called.' })
    name!: string;

    @BelongsToMany(() => Right, { through: 'post_rights', description: 'What goes with it.' })
    rights = new Collection<Right>(this);
  }

  @Model({ description: 'Who is in the club.' })
  @Access<Member>({
    read: everyone,
    create: can('member:create'),
    update: anyOf(self, can('member:update')),
    delete: anyOf(self, can('member:delete')),
    fields: {
      email: { read: self },
      isActive: { write: can('member:update') },
      posts: { write: can('post:update') },
    },
  })
  class Member {
    @PrimaryKey(memberKey as never)
    id!: Opt;

    @UniqueString({ caseless: true })
    @Field({ description: 'What the member goes by.' })
    username!: string;

    usernameKey!: Opt<string>;

    @UniqueString({ caseless: true })
    @Field(() => GraphQLEmail, { nullable: true, description: 'Where to write to.' })
    email!: string;

    emailKey!: Opt<string>;

    @Field(() => String, { description: 'The key of who asks, as code is told.' })
    asker(@Ctx() { viewer: { userId } }: RequestContext): string {
      return `${typeof userId} ${String(userId)}`;
    }

    @HashOf('password', { description: 'What the member signs in with.', rule: passwordRule })
    passwordHash!: string;

    @Property({ type: 'boolean', default: true })
    @Field(() => Boolean, { description: 'Whether the member may sign in.' })
    isActive!: Opt<boolean>;

    @Property({ type: 'datetime', nullable: true })
    @Field(() => GraphQLDateTime, { nullable: true, description: 'When the member left.' })
    deletedAt?: Date | null;

    @Property({ type: 'integer', default: 1, hidden: true })
    accessStamp!: Opt<number>;

    @BelongsToMany(() => Post, { through: 'member_posts', description: 'What the member is.' })
    posts = new Collection<Post>(this);

    @BeforeUpdate()
    raiseAccessStamp({ changeSet }: EventArgs<Member>): void {
      const { passwordHash, isActive, deletedAt } = changeSet?.payload ?? {};
      if (passwordHash !== undefined || isActive !== undefined || deletedAt !== undefined) {
        this.accessStamp += 1;
      }
    }
  }

  @Model({ description: 'What a member wrote.' })
  @Access<Letter>({
    read: own('author'),
    create: own('author'),
    update: own('author'),
    delete: own('author'),
  })
  class Letter {
    @PrimaryKey(key)
    id!: Opt;

    @BelongsTo(() => Member, { setByViewer: true, description: 'Who wrote it.' })
    author!: Ref<Member>;

    @Property({ type: 'string' })
    @Field({ description: 'What it says.' })
    text!: string;
  }

  return {
    kind,
    application: {
      models: [Member, Post, Right, Letter],
      auth: passwords({
        user: Member as never,
        permissions: 'posts.rights.name',
        signUp: { roles: 'posts.name', role: 'guest', permissions: ['member:create'] },
        adminRole: 'chair',
      }),
    },
    Member,
    Post,
    Right,
  };
}

/** Has the next members have keys that no number holds. */
const BEYOND_NUMBERS = {
  sqlite: `insert into sqlite_sequence (name, seq) values ('members', 9007199254740992)`,
  postgresql: `select setval('members_id_seq', 9007199254740992)`,
};

/** Rights of posts, by name. */
const RIGHTS = {
  guest: ['letter:read'],
  chair: ['post:update', 'member:update', 'member:delete'],
} as const;

/** The posts a club begins with: `guest`, and `chair`, with their rights. */
export async function fillClub(orm: Orm, { kind, ...club }: Club): Promise<void> {
  await withSession({ orm }, async (em) => {
    if (kind === 'bigint') {
      await em.execute(BEYOND_NUMBERS[isPostgres(em.getPlatform()) ? 'postgresql' : 'sqlite']);
    }
    for (const [name, rights] of Object.entries(RIGHTS)) {
      em.create(club.Post, { name });
      rights.forEach((right) => em.create(club.Right, { name: right }));
      await em.flush();
      // The ORM writes no links of rows whose keys are bigints.
      await em.execute(
        `insert into post_rights (post_id, right_id) select p.id, r.id from posts p, "rights" r
         where p.name = '${name}' and r.name in (${rights.map((right) => `'${right}'`).join()})`,
      );
    }
  });
}
