import { describeEachDatabase } from '../../../src/testing/describe-each-database.js';
import { blog } from '../../blog/blog.js';
import { fillUsers } from '../../support/fixtures.js';

describeEachDatabase('an order by many rows', { application: blog }, (app) => {
  beforeAll(() => fillUsers(app.app.orm, { users: 4, posts: 3 }));

  interface Users {
    readonly users: {
      readonly nodes: readonly { readonly id: string }[];
      readonly pageInfo: { readonly endCursor: string };
    };
  }

  const users = async (orderBy: string, more = ''): Promise<Users['users']> => {
    const query = `{ users(first: 2, orderBy: ${orderBy}${more}) { nodes { id } pageInfo { endCursor } } }`;
    return (await app.data<Users>(query)).users;
  };

  it('by the smallest of them is another than by the greatest', async () => {
    const { pageInfo } = await users('[{ posts: { min: { title: DESC } } }]');
    const { body } = await app.ask(
      `{ users(orderBy: [{ posts: { max: { title: DESC } } }], after: "${pageInfo.endCursor}") { totalCount } }`,
    );
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_CURSOR' });
  });

  it('goes on where its cursor stands, through both', async () => {
    const both =
      '[{ posts: { count: ASC } }, { posts: { min: { title: DESC } } }, { posts: { max: { title: ASC } } }]';
    const first = await users(both);
    const second = await users(both, `, after: "${first.pageInfo.endCursor}"`);
    const all = [...first.nodes, ...second.nodes].map(({ id }) => id);
    expect(new Set(all).size).toBe(4);
  });

  it.each([
    ['[{ posts: {} }]', /exactly one|OneOf/i],
    ['[{ posts: { count: ASC, min: { title: ASC } } }]', /exactly one|OneOf/i],
    ['[{ posts: { min: { author: ASC } } }]', /not defined/],
    ['[{ posts: { sum: { version: ASC } } }]', /not defined/],
    ['[{ posts: { count: null } }]', /null/],
  ])('is refused: %s', async (orderBy, reason) => {
    const { body } = await app.ask(`{ users(orderBy: ${orderBy}) { totalCount } }`);
    expect(body.errors?.[0]?.message).toMatch(reason);
    expect(body.errors?.[0]?.extensions?.['code']).toMatch(
      /^(?:BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/,
    );
  });
});
