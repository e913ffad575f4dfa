import type { Opt, Ref } from '@mikro-orm/core';
import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field } from 'type-graphql';
import type { Application } from '../../src/application.js';
import { Access } from '../../src/access/access.js';
import { everyone, own, self, signedIn } from '../../src/access/rules.js';
import { passwords, type PasswordsOptions } from '../../src/auth/passwords/passwords.js';
import { createApp } from '../../src/create-app.js';
import { BelongsTo, BelongsToOne, HasOne, Model } from '../../src/model/decorators.js';
import { withSession } from '../../src/request/session.js';
import { loadSettings } from '../../src/settings.js';
import { describeEachDatabase } from '../../src/testing/describe-each-database.js';
import { clubOf, KEYS } from '../club/club.js';
import { Box, Card, House, Tenant, tenants } from '../club/tenants.js';

const OPTIONS: Omit<PasswordsOptions, 'user'> = {
  permissions: 'posts.rights.name',
  signUp: { roles: 'posts.name', role: 'guest', permissions: [] },
  adminRole: 'chair',
};

/** What stops the start of an application; null where it starts. */
async function obstacle(application: Application, env = {}): Promise<string | null> {
  const settings = loadSettings({
    DATABASE_URL: 'sqlite::memory:',
    SECRET: 'a secret of the tests, thirty-two bytes',
    LOG_LEVEL: 'silent',
    ...env,
  });
  try {
    await (await createApp(application, settings)).stop();
    return null;
  } catch (error) {
    return String(error);
  }
}

describe('passwords', () => {
  it.each([
    [Tenant, 'Tenant is house and flat'],
    [Card, 'Card is tenant'],
    [House, 'House is name'],
  ])('refuses users whose key is none of their own called id: %p', async (user, key) => {
    const auth = passwords({ ...OPTIONS, user: user as never });
    expect(await obstacle({ ...tenants, auth })).toBe(
      `StartupError: passwords: the key of ${key}. Users who sign in have one column of their own as key, ` +
        `called id: give ${user.name} that, and a unique constraint on what is its key now`,
    );
  });

  it('refuses users whose key nobody says who signs up', async () => {
    const { application } = clubOf('string', { type: 'string', length: 64 });
    expect(await obstacle(application)).toBe(
      'StartupError: passwords: a new Member must be told id, which signUp does not ask for. ' +
        'Give it a default, as onCreate does, or set AUTH_SIGN_UP=false',
    );
    expect(await obstacle(application, { AUTH_SIGN_UP: 'false' })).toBeNull();
    expect(await obstacle(clubOf('string').application)).toBeNull();
  });
});

@Model({ description: 'Known by a number.' })
@Access<Robot>({ read: everyone, update: self })
class Robot {
  @PrimaryKey(KEYS['int'] as never)
  id!: Opt<number>;

  @Field()
  @Property({ type: 'string' })
  name!: string;
}

@Model({ description: 'Known by a UUID.' })
@Access<Human>({ read: everyone })
class Human {
  @PrimaryKey({ type: 'uuid' })
  id!: Opt<string>;

  @HasOne(() => Passport, 'human')
  passport!: Ref<Passport> | null;
}

@Model({ description: 'Of a human.' })
@Access<Passport>({ read: everyone })
class Passport {
  @BelongsToOne(() => Human, 'passport', { primary: true })
  human!: Ref<Human>;
}

@Model({ description: 'Of either.' })
@Access<Tool>({ read: everyone, fields: { use: { write: own('owner') } } })
class Tool {
  @PrimaryKey({ type: 'uuid' })
  id!: Opt<string>;

  @BelongsTo(() => Human)
  owner!: Ref<Human>;

  @BelongsTo(() => Passport, { setByViewer: true })
  maker!: Ref<Passport>;

  @BelongsTo(() => Robot, { setByViewer: true })
  tester!: Ref<Robot>;

  @Property({ type: 'string' })
  @Field()
  use!: string;
}

@Model({ description: 'Of a human.' })
@Access<Pet>({ read: signedIn, update: own('owner'), delete: own('keeper') })
class Pet {
  @PrimaryKey({ type: 'uuid' })
  id!: Opt<string>;

  @BelongsTo(() => Human)
  owner!: Ref<Human>;

  @BelongsTo(() => Passport)
  keeper!: Ref<Passport>;
}

@Model({ description: 'Known by a number, and in no rule.' })
@Access<Cog>({ read: everyone })
class Cog {
  @PrimaryKey(KEYS['int'] as never)
  id!: Opt<number>;

  @BelongsTo(() => Human)
  owner!: Ref<Human>;
}

@Model({ description: 'Of a human, and made by a cog.' })
@Access<Wheel>({ read: own('owner') })
class Wheel {
  @PrimaryKey({ type: 'uuid' })
  id!: Opt<string>;

  @BelongsTo(() => Human)
  owner!: Ref<Human>;

  @BelongsTo(() => Cog, { setByViewer: true })
  maker!: Ref<Cog>;
}

describe('the model of viewers', () => {
  it('is one, or of one kind of keys', async () => {
    const reason = (first: string, second: string): string =>
      `StartupError: Viewers are compared with rows of ${first} and of ${second}, whose keys are of different kinds: ` +
      'lead `self`, `own` and `setByViewer` to one model of users';
    const humans = [Human, Passport, Pet];
    expect(await obstacle({ models: [...humans] })).toBeNull();
    expect(await obstacle({ models: [Robot] })).toBeNull();
    // `self` is one thing, `own` the other.
    expect(await obstacle({ models: [Robot, ...humans] })).toBe(reason('Robot', 'Human'));
    // Rules of fields, and what new rows are filled with.
    expect(await obstacle({ models: [Tool, Human, Passport, Robot] })).toBe(
      reason('Human', 'Robot'),
    );
    // What new rows are filled with alone.
    expect(await obstacle({ models: [Human, Passport, Cog] })).toBeNull();
    expect(await obstacle({ models: [Human, Passport, Cog, Wheel] })).toBe(reason('Human', 'Cog'));
    // The accounts of a door.
    const { application, Member } = clubOf('int');
    expect(await obstacle({ ...application, models: [...application.models, ...humans] })).toBe(
      reason(Member.name, 'Human'),
    );
  });
});

const HOUSE = 'Zoë~%/';
const LONG = '%'.repeat(120);
/** As ids have it, and so viewers: the parts of a key of several columns, joined. */
const [ONE, TWO, THREE] = ['Zoë%7E%25/~1', 'Zoë%7E%25/~2', `${'%25'.repeat(120)}~3`] as const;

describeEachDatabase('a viewer with a key of several columns', { application: tenants }, (app) => {
  const as = (tenant: string, more: Readonly<Record<string, string>> = {}) => ({
    headers: { 'x-tenant': encodeURIComponent(tenant), ...more },
  });
  beforeAll(async () => {
    await withSession(app.app, async (em) => {
      for (const [name, flat] of [
        [HOUSE, 1],
        [HOUSE, 2],
        [LONG, 3],
      ] as const) {
        const known = await em.findOne(House, { name });
        const house = known ?? em.create(House, { name });
        const tenant = em.create(Tenant, { house, flat });
        em.create(Card, { tenant, motto: `Motto ${String(flat)}` });
        em.create(Box, { owner: tenant, inside: `Coats ${String(flat)}` });
        await em.flush();
      }
    });
  });

  it.each([1, 2, 3])('has what is its own: %s', async (flat) => {
    const tenant = [ONE, TWO, THREE][flat - 1] ?? '';
    const seen = await app.data(
      `{ boxs { nodes { owner { id } inside } }
        tenants(orderBy: { flat: ASC }) { nodes { flat viewerCan { update } card { viewerCan { update } } } } }`,
      as(tenant),
    );
    expect(seen).toEqual({
      boxs: { nodes: [{ owner: { id: `tenant_${tenant}` }, inside: `Coats ${String(flat)}` }] },
      tenants: {
        nodes: [1, 2, 3].map((each) => ({
          flat: each,
          viewerCan: { update: each === flat },
          card: { viewerCan: { update: each === flat } },
        })),
      },
    });
    const change = (id: string) =>
      `mutation { updateTenant(id: ${JSON.stringify(id)}, input: { name: "New" }) { errors { code } } }`;
    expect(await app.data(change(`tenant_${tenant}`), as(tenant))).toEqual({
      updateTenant: { errors: [] },
    });
    const other = tenant === ONE ? TWO : ONE;
    expect(await app.data(change(`tenant_${other}`), as(tenant))).toEqual({
      updateTenant: { errors: [{ code: 'FORBIDDEN' }] },
    });
  });

  it.each([1, 2, 3])('makes what is its own, once: %s', async (flat) => {
    const tenant = [ONE, TWO, THREE][flat - 1] ?? '';
    const make =
      'mutation { createBox(input: { inside: "Hats" }) { box { id owner { id } } errors { code } } }';
    const once = as(tenant, { 'idempotency-key': 'once' });
    const { text, body } = await app.ask(make, once);
    expect(body.data).toMatchObject({
      createBox: { box: { owner: { id: `tenant_${tenant}` } }, errors: [] },
    });
    expect((await app.ask(make, once)).text).toBe(text);
  });

  it('may be written in another normal form', async () => {
    for (const tenant of [ONE.normalize('NFD'), ONE]) {
      const { boxs } = await app.data<{ boxs: { nodes: readonly unknown[] } }>(
        '{ boxs(where: { inside: { eq: "Coats 1" } }) { nodes { inside } } }',
        as(tenant),
      );
      expect(boxs.nodes).toHaveLength(1);
    }
  });

  it.each([
    'Zoë%7E%25/',
    'Zoë~%/~1',
    'Zoë%7E%25/~0',
    'Zoë%7E%25/~one',
    '1~Zoë%7E%25/',
    `${ONE}~1`,
    `${'x'.repeat(121)}~1`,
    ' ~1',
  ])('must have all its parts in their form: %j', async (tenant) => {
    const { status, body } = await app.ask('{ boxs { totalCount } }', as(tenant));
    expect([status, body.errors?.[0]?.extensions?.['code']]).toEqual([
      500,
      'INTERNAL_SERVER_ERROR',
    ]);
  });
});
