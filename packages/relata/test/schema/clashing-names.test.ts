import { blog } from '../blog/blog.js';
import { Property } from '@mikro-orm/decorators/legacy';
import { Field, Int } from 'type-graphql';
import { Access } from '../../src/access/access.js';
import { everyone } from '../../src/access/rules.js';
import { createApp } from '../../src/create-app.js';
import { BelongsTo, HashOf, Model } from '../../src/model/decorators.js';
import { BaseModel } from '../../src/model/base-model.js';
import { models, User } from '../blog/models/index.js';
import type { Models } from '../../src/database/orm.js';
import { loadSettings } from '../../src/settings.js';
import { TestApi } from '../support/api.js';
import { describeEachDatabase } from '../support/databases.js';
import { type Decorate, makeModel } from '../support/models/made-model.js';
import { LANE } from '../../src/testing/lane.js';

/** A model of a name, with a title. */
function modelNamed(
  name: string,
  options: { readonly plural?: string; readonly table?: string } = {},
  decorate?: Decorate,
): Models[number] {
  const { [name]: Named } = { [name]: class extends BaseModel {} };
  if (Named === undefined) {
    throw new TypeError('A class was made a moment ago');
  }
  Property({ type: 'string' })(Named.prototype, 'title');
  Field(() => String)(Named.prototype, 'title');
  decorate?.(Named.prototype);
  Access({ read: everyone, create: everyone, update: everyone, delete: everyone })(Named);
  Model({ description: 'A model.', ...options })(Named);
  return Named;
}

async function refusal(...added: Models[number][]): Promise<string> {
  const settings = loadSettings({
    ...LANE,
    NODE_ENV: 'test',
    DATABASE_URL: 'sqlite::memory:',
    SECRET: 'a secret of the tests, thirty-two bytes',
  });
  try {
    const app = await createApp({ ...blog, models: [...models, ...added] }, settings);
    await app.stop();
    return '';
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message}`;
  }
}

describe('the start refuses', () => {
  it.each([
    ['Edge', 'EdgeRows', 'edge'],
    ['Errors', 'ErrorLists', 'errors'],
    ['Side', 'Edges', 'edges'],
    ['Mistake', 'Errors', 'errors'],
    ['Amount', 'AffectedCount', 'affectedCount'],
  ])('a model %s (plural %s), as payloads have a field %s', async (name, plural, field) => {
    expect(await refusal(modelNamed(name, { plural }))).toBe(
      `StartupError: ${name}: payloads have a field ${field} of their own, give the model another name or plural`,
    );
  });

  it.each([
    ['PostEdge', 'a type derived from the model Post'],
    ['PostConnection', 'a type derived from the model Post'],
    ['PostWhere', 'a type derived from the model Post'],
    ['TagUnique', 'a type derived from the model Tag'],
    ['PageInfo', 'a type that is part of the API or declared by hand'],
    ['StringFilter', 'a type that is part of the API or declared by hand'],
    ['MutationError', 'a type that is part of the API or declared by hand'],
    ['ViewerCan', 'a type that is part of the API or declared by hand'],
    ['Viewer', 'a type that is part of the API or declared by hand'],
    ['Query', 'a type that is part of the API or declared by hand'],
    ['Gender', 'a type that is part of the API or declared by hand'],
    ['DateTime', 'a type that is part of the API or declared by hand'],
  ])('a model %s beside %s', async (name, other) => {
    expect(await refusal(modelNamed(name, { plural: `${name}Rows` }))).toBe(
      `StartupError: Two types would be named ${name}, the model ${name} and ${other}: give one another name`,
    );
  });

  it.each([
    ['UserProfile', 'UserProfileCreateInput', 'The profile of a User.', 'A new UserProfile.'],
    [
      'PostDelete',
      'PostDeletePayload',
      'Result of deleting a Post.',
      'Result of a mutation of a PostDelete.',
    ],
    ['PostTags', 'PostTagsCreateInput', 'Changes of the tags of a Post.', 'A new PostTags.'],
  ])('a model %s where two types would be named %s', async (name, type, one, other) => {
    const said = await refusal(modelNamed(name, { plural: `${name}Rows` }));
    expect(said).toContain(`StartupError: Two types would be named ${type}, `);
    expect(said).toContain(`"${one}"`);
    expect(said).toContain(`"${other}"`);
  });

  it('a model whose list has the name of another', async () => {
    expect(await refusal(modelNamed('Sheep', { plural: 'Sheep' }))).toMatch(
      /^StartupError: .*Sheep/,
    );
    const story = modelNamed('Story', { plural: 'Posts', table: 'stories' });
    expect(await refusal(story)).toMatch(
      /^StartupError: Two types would be named PostsPayload, |^StartupError: .*Post.*Story/,
    );
  });

  it('a secret that is given under the name of another column', async () => {
    const locked = modelNamed('Locked', {}, (prototype) => {
      Property({ type: 'string' })(prototype, 'titleHash');
      HashOf('title', { description: 'A secret.', rule: () => null })(prototype, 'titleHash');
    });
    expect(await refusal(locked)).toBe(
      'StartupError: Locked: two columns would be the field title of its inputs, give one another name',
    );
  });

  it('a field viewerCan, which every row has', async () => {
    const reason = 'every row has a field viewerCan of its own, give the field another name';
    const column = modelNamed('Ability', {}, (prototype) => {
      Property({ type: 'boolean' })(prototype, 'viewerCan');
      Field(() => Boolean)(prototype, 'viewerCan');
    });
    expect(await refusal(column)).toBe(`StartupError: Ability.viewerCan: ${reason}`);
    const relation = modelNamed('Right', {}, (prototype) => {
      BelongsTo(() => User, { reverse: 'viewerCan' })(prototype, 'user');
    });
    expect(await refusal(relation)).toBe(`StartupError: User.viewerCan: ${reason}`);
  });
});

/** What payloads, connections and aggregates have besides rows. */
const NAMES = ['edge', 'edges', 'errors', 'deletedId', 'affectedCount', 'nodes', 'count', 'input'];
const ODD = makeModel((prototype) => {
  for (const name of NAMES) {
    Property({ type: 'integer' })(prototype, name);
    Field(() => Int)(prototype, name);
  }
});
const ONE = ODD.name.replace('M', 'm');

describeEachDatabase(
  'a model with fields named as those of payloads',
  (database) => {
    let api: TestApi;
    beforeAll(async () => {
      api = await TestApi.start(database, { models: [...models, ODD] });
    });
    afterAll(() => api.stop());

    it('is written and read as any other', async () => {
      const values = Object.fromEntries(NAMES.map((name, at) => [name, at + 1]));
      const all = `{ ${NAMES.join(' ')} }`;
      const data = await api.data(
        `mutation($input: ${ODD.name}CreateInput!) {
        one: create${ODD.name}(input: $input) { ${ONE} ${all} edge { node ${all} } errors { code } }
        many: create${ODD.name}s(inputs: [$input]) { ${ONE}s ${all} edges { node ${all} } affectedCount }
      }`,
        { variables: { input: values } },
      );
      expect(data).toEqual({
        one: { [ONE]: values, edge: { node: values }, errors: [] },
        many: { [`${ONE}s`]: [values], edges: [{ node: values }], affectedCount: 1 },
      });
      const read = await api.data(
        `{ ${ONE}s(where: { edges: { eq: 2 } }, orderBy: [{ errors: ASC }]) { nodes ${all} aggregate { count max ${all} } } }`,
      );
      expect(read).toEqual({
        [`${ONE}s`]: { nodes: [values, values], aggregate: { count: 2, max: values } },
      });
    });
  },
  { models: [...models, ODD] },
);
