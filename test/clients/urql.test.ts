import type { Client, OperationResult, OperationResultSource } from '@urql/core';
import type { Cache, UpdatesConfig } from '@urql/exchange-graphcache';
import { createClient } from '../../clients/urql.js';
import { TokenSession } from '../../clients/token-session.js';
import { describeEachDatabase } from '../databases.js';
import { ClientServer, expectNoWarnings, ZOE } from './client-server.js';
import {
  CREATE_POST,
  type CreatePostData,
  DELETE_POST,
  PARTS,
  POSTS,
  type PostsData,
  SIGN_IN,
  type SignInData,
  UPDATE_POST,
  WHO,
} from './documents.js';

/** What a page does about its list of posts, as the documentation of graphcache says. */
const UPDATES: UpdatesConfig = {
  Mutation: {
    createPost: ({ createPost }, _variables, cache) => {
      const { edge } = createPost as unknown as CreatePostData['createPost'];
      if (edge !== null) {
        updateEdges(cache, (edges) => [edge, ...edges]);
      }
    },
    deletePost: (_payload, { id }, cache) => {
      updateEdges(cache, (edges) => edges.filter(({ node }) => node.id !== id));
      cache.invalidate({ __typename: 'Post', id: id as string });
    },
  },
};

function updateEdges(
  cache: Cache,
  change: (edges: PostsData['posts']['edges']) => PostsData['posts']['edges'],
): void {
  cache.updateQuery<PostsData, { readonly first: number }>(
    { query: POSTS, variables: { first: 2 } },
    (known) => known && { posts: { ...known.posts, edges: change(known.posts.edges) } },
  );
}

describeEachDatabase('urql', (database) => {
  let server: ClientServer;
  let session: TokenSession;
  let client: Client;
  expectNoWarnings();
  beforeAll(async () => {
    server = await ClientServer.start(database);
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    session = new TokenSession(server.url);
    client = createClient(server.url, session, UPDATES);
    const { signIn } = await dataOf(client.mutation<SignInData>(SIGN_IN, ZOE));
    session.keep(signIn);
  });

  it('keeps what the parts of a page ask for side by side', async () => {
    const answers = [];
    for (const part of PARTS) {
      answers.push(await dataOf(client.query(part, {})));
    }
    for (const [index, part] of PARTS.entries()) {
      const kept = client.query(part, {}, { requestPolicy: 'cache-only' });
      expect(await dataOf(kept)).toEqual(answers[index]);
    }
  });

  it('adds pages to a list that grows', async () => {
    const first = await dataOf(client.query<PostsData>(POSTS, { first: 2 }));
    const after = first.posts.pageInfo.endCursor;
    const shown = await dataOf(client.query<PostsData>(POSTS, { first: 2, after }));
    const whole = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...session.headers },
      body: JSON.stringify({ query: POSTS, variables: { first: 4 } }),
    });
    const { data } = (await whole.json()) as { data: PostsData };
    expect(shown.posts.edges.map(({ node }) => node.id)).toEqual(
      data.posts.edges.map(({ node }) => node.id),
    );
    expect(shown.posts.edges).toHaveLength(4);
  });

  it('shows a new row at the head of the list, a changed one in place, a deleted one no more', async () => {
    const shown: string[][] = [];
    const list = client.query<PostsData>(POSTS, { first: 2 }).subscribe(({ data }) => {
      shown.push(data?.posts.edges.map(({ node }) => node.title) ?? []);
    });
    const { posts } = await dataOf(client.query<PostsData>(POSTS, { first: 2 }));
    const before = posts.edges.map(({ node }) => node.title);
    const variables = { title: 'Written in a store' };
    const created = await dataOf(client.mutation<CreatePostData>(CREATE_POST, variables));
    const id = created.createPost.edge?.node.id;
    expect(shown.at(-1)).toEqual(['Written in a store', ...before]);
    await dataOf(client.mutation(UPDATE_POST, { id }));
    expect(shown.at(-1)).toEqual(['Changed', ...before]);
    await dataOf(client.mutation(DELETE_POST, { id }));
    expect(shown.at(-1)).toEqual(before);
    list.unsubscribe();
  });

  it('gets one new pair of tokens for all requests that find theirs ended', async () => {
    session.keep({ accessToken: 'ended', refreshToken: session.tokens?.refreshToken ?? '' });
    const before = await server.refreshTokens();
    const answers = await Promise.all(
      [1, 2, 3].map((first) => dataOf(client.query<PostsData>(POSTS, { first }))),
    );
    expect(answers).toHaveLength(3);
    expect(await dataOf(client.query(WHO, {}))).toMatchObject({
      viewer: { user: { username: 'zoe' } },
    });
    expect(await server.refreshTokens()).toBe(before + 1);
  });

  it('says that nobody is signed in once the sign-in has ended', async () => {
    session.keep({ accessToken: 'ended', refreshToken: 'ended' });
    const { error } = await client.query(POSTS, { first: 1 });
    expect(error?.graphQLErrors[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(session.tokens).toBeNull();
  });
});

async function dataOf<T>(source: OperationResultSource<OperationResult<T>>): Promise<T> {
  const { data, error } = await source.toPromise();
  if (error !== undefined || data === undefined) {
    throw error ?? new TypeError('No data');
  }
  return data;
}
