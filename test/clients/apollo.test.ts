import {
  type ApolloClient,
  CombinedGraphQLErrors,
  gql,
  type ObservableQuery,
  type TypedDocumentNode,
} from '@apollo/client';
import { lastValueFrom, takeWhile } from 'rxjs';
import { createClient } from '../../clients/apollo.js';
import { TokenSession } from '../../clients/token-session.js';
import { describeEachDatabase } from '../databases.js';
import { ClientServer, expectNoWarnings, ZOE } from './client-server.js';
import * as documents from './documents.js';
import type { CreatePostData, PostsData, SignInData } from './documents.js';

const SIGN_IN: TypedDocumentNode<SignInData> = gql(documents.SIGN_IN);
const POSTS: TypedDocumentNode<PostsData> = gql(documents.POSTS);
const CREATE_POST: TypedDocumentNode<CreatePostData> = gql(documents.CREATE_POST);

describeEachDatabase('Apollo Client', (database) => {
  let server: ClientServer;
  let session: TokenSession;
  let client: ApolloClient;
  expectNoWarnings();
  beforeAll(async () => {
    server = await ClientServer.start(database);
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    session = new TokenSession(server.url);
    client = createClient(server.url, session);
    const { data } = await client.mutate({ mutation: SIGN_IN, variables: ZOE });
    session.keep(data?.signIn ?? null);
  });
  afterEach(() => {
    client.stop();
  });

  it('keeps what the parts of a page ask for side by side', async () => {
    const answers = [];
    for (const part of documents.PARTS) {
      answers.push((await client.query({ query: gql(part) })).data);
    }
    for (const [index, part] of documents.PARTS.entries()) {
      const { data } = await client.query({ query: gql(part), fetchPolicy: 'cache-only' });
      expect(data).toEqual(answers[index]);
    }
  });

  it('adds pages to a list that grows', async () => {
    const list = client.watchQuery({ query: POSTS, variables: { first: 2 } });
    const subscription = list.subscribe(() => undefined);
    const { posts } = await complete(list);
    await list.fetchMore({ variables: { after: posts.pageInfo.endCursor } });
    const whole = await client.query({
      query: POSTS,
      variables: { first: 4 },
      fetchPolicy: 'no-cache',
    });
    const shown = await complete(list);
    subscription.unsubscribe();
    expect(shown).toEqual(whole.data);
    expect(shown.posts.edges).toHaveLength(4);
  });

  it('shows a new row at the head of the list, a changed one in place, a deleted one no more', async () => {
    const list = client.watchQuery({ query: POSTS, variables: { first: 2 } });
    const titles = (): Promise<readonly string[]> =>
      complete(list).then(({ posts }) => posts.edges.map(({ node }) => node.title));
    const subscription = list.subscribe(() => undefined);
    const before = await titles();
    const created = await client.mutate({
      mutation: CREATE_POST,
      variables: { title: 'Written in a store' },
      update: (cache, { data }) => {
        const edge = data?.createPost.edge;
        cache.updateQuery({ query: POSTS, variables: { first: 2 } }, (known) =>
          known && edge
            ? { posts: { ...known.posts, edges: [edge, ...known.posts.edges] } }
            : known,
        );
      },
    });
    const id = created.data?.createPost.edge?.node.id ?? '';
    expect(await titles()).toEqual(['Written in a store', ...before]);

    await client.mutate({ mutation: gql(documents.UPDATE_POST), variables: { id } });
    expect(await titles()).toEqual(['Changed', ...before]);

    await client.mutate({
      mutation: gql(documents.DELETE_POST),
      variables: { id },
      update: (cache) => {
        cache.evict({ id: cache.identify({ __typename: 'Post', id }) ?? '' });
        cache.gc();
      },
    });
    expect(await titles()).toEqual(before);
    subscription.unsubscribe();
  });

  it('gets one new pair of tokens for all requests that find theirs ended', async () => {
    session.keep({ accessToken: 'ended', refreshToken: session.tokens?.refreshToken ?? '' });
    const before = await server.refreshTokens();
    const answers = await Promise.all(
      [1, 2, 3].map((first) => client.query({ query: POSTS, variables: { first } })),
    );
    expect(answers.map(({ data }) => data?.posts.edges.length)).toEqual([1, 2, 3]);
    const { data } = await client.query({ query: gql(documents.WHO) });
    expect(data).toMatchObject({ viewer: { user: { username: 'zoe' } } });
    expect(await server.refreshTokens()).toBe(before + 1);
  });

  it('says that nobody is signed in once the sign-in has ended', async () => {
    session.keep({ accessToken: 'ended', refreshToken: 'ended' });
    const error = await client
      .query({ query: POSTS, variables: { first: 1 } })
      .catch((reason: unknown) => reason);
    expect(CombinedGraphQLErrors.is(error) && error.errors[0]?.extensions).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect(session.tokens).toBeNull();
  });
});

/** What a watched query shows once it has everything. */
async function complete(list: ObservableQuery<PostsData>): Promise<PostsData> {
  const { data } = await lastValueFrom(
    list.pipe(takeWhile(({ dataState, loading }) => loading || dataState !== 'complete', true)),
  );
  return data as PostsData;
}
