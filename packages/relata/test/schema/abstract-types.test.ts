import { blogWith } from '../support/application.js';
import {
  createUnionType,
  Field,
  FieldResolver,
  InterfaceType,
  ObjectType,
  Query,
  Resolver,
} from 'type-graphql';
import { createApp } from '../../src/create-app.js';
import { models, Post, Tag } from '../blog/models/index.js';
import { loadSettings } from '../../src/settings.js';
import { TestApi } from '../support/api.js';
import { describeEachDatabase } from '../support/databases.js';
import { fillUsers } from '../support/fixtures.js';
import { makeModel } from '../support/models/made-model.js';
import { ADMIN } from '../support/viewers.js';
import { LANE } from '../../src/testing/lane.js';

type Class = abstract new (...args: never[]) => object;

/** Something one may like. */
@InterfaceType({ description: 'Something one may like.' })
abstract class Likeable {
  @Field(() => String)
  readonly why!: string;
}

/** A few posts. */
@ObjectType({ description: 'A few posts.', implements: Likeable })
class Pile extends Likeable {
  @Field(() => [Post])
  readonly rows!: unknown;
}

/** A few tags. */
@ObjectType({ description: 'A few tags.', implements: Likeable })
class Cloud extends Likeable {
  @Field(() => [Tag])
  readonly rows!: unknown;
}

const Row = createUnionType({ name: 'Row', types: () => [Post, Tag] as const });
const Heap = createUnionType({ name: 'Heap', types: () => [Pile, Cloud] as const });

const make = (type: Class, values: object): object =>
  Object.assign(Object.create(type.prototype as object) as object, values);
const heaps = (): readonly object[] => [
  make(Pile, { why: 'read', rows: [2, 1] }),
  make(Cloud, { why: 'use', rows: [1] }),
];

@Resolver()
class Heaps {
  @Query(() => [Heap])
  heaps(): readonly object[] {
    return heaps();
  }

  @Query(() => [Likeable])
  likeable(): readonly object[] {
    return heaps();
  }
}

@Resolver()
class RowsOfUnion {
  @Query(() => [Row])
  anything(): unknown {
    return [];
  }
}

/** A model of its own with one hand-written field: type-graphql keeps those of a class for good. */
function modelWith(type: () => unknown): { model: ReturnType<typeof makeModel>; resolver: Class } {
  const model = makeModel(() => undefined);
  class Fields {
    best(): unknown {
      return null;
    }
  }
  const method = Object.getOwnPropertyDescriptor(Fields.prototype, 'best') ?? {};
  FieldResolver(type as never, { nullable: true })(Fields.prototype, 'best', method as never);
  Resolver(() => model as never)(Fields);
  return { model, resolver: Fields };
}

describe('a hand-written field of an interface or a union', () => {
  const starting = async (
    resolver: Class,
    more: readonly ReturnType<typeof makeModel>[] = [],
  ): Promise<unknown> => {
    const settings = loadSettings({
      ...LANE,
      NODE_ENV: 'test',
      DATABASE_URL: 'sqlite::memory:',
      SECRET: 'a secret of the tests, thirty-two bytes',
    });
    return await createApp(
      blogWith({ models: [...models, ...more], operations: [Heaps, resolver] }),
      settings,
    );
  };

  it('stops the start where it may be a row', async () => {
    await expect(starting(RowsOfUnion)).rejects.toMatchObject({
      name: 'StartupError',
      message:
        'Query.anything: a hand-written field cannot return Row, which stands for models: return a model',
    });
  });

  it.each([
    [() => Row, 'Row, which stands for models'],
    [() => Heap, 'Heap, which leads to models'],
    [() => [Likeable], 'Likeable, which leads to models'],
  ])(
    'stops the start where it is one of a model and there are rows in it: %s',
    async (type, why) => {
      const { model, resolver } = modelWith(type);
      const { message } = (await starting(resolver, [model]).catch(
        (error: unknown) => error,
      )) as Error;
      expect(message).toMatch(
        new RegExp(`^${model.name}\\.best: .*cannot return ${why}: return a model$`),
      );
    },
  );
});

describeEachDatabase('rows within the types of an interface or a union', (database) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start(database, { operations: [Heaps] });
    await fillUsers(api.app.orm, { users: 1, posts: 2 });
  });
  afterAll(() => api.stop());

  it.each(['heaps', 'likeable'])(
    'are read, though several types call other rows the same: %s',
    async (field) => {
      expect(
        await api.data(
          `{ ${field} { ... on Pile { rows { id title } } ... on Cloud { rows { id name } } } }`,
          { viewer: ADMIN },
        ),
      ).toEqual({
        [field]: [
          {
            rows: [
              { id: 'post_2', title: expect.any(String) as string },
              { id: 'post_1', title: expect.any(String) as string },
            ],
          },
          { rows: [{ id: 'tag_1', name: expect.any(String) as string }] },
        ],
      });
    },
  );
});
