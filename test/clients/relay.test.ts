import {
  commitMutation,
  createOperationDescriptor,
  type Environment,
  fetchQuery,
  getSingularSelector,
  type Variables,
} from 'relay-runtime';
import { createEnvironment } from '../../clients/relay.js';
import { TokenSession } from '../../clients/token-session.js';
import { describeEachDatabase } from '../databases.js';
import { ClientServer, expectNoWarnings, ZOE } from './client-server.js';
import type { SignInData } from './documents.js';
import { postsSources, RelayProject } from './relay-project.js';

interface List {
  readonly posts: {
    readonly __id: string;
    readonly totalCount: number;
    readonly edges: readonly { readonly node: { readonly id: string; readonly title: string } }[];
    readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
  };
}

const project = new RelayProject();
beforeAll(() => project.compile(postsSources()));
afterAll(() => {
  project.remove();
});

describeEachDatabase('Relay', (database) => {
  let server: ClientServer;
  let session: TokenSession;
  let environment: Environment;
  expectNoWarnings();
  beforeAll(async () => {
    server = await ClientServer.start(database);
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    session = new TokenSession(server.url);
    environment = createEnvironment(server.url, session);
    const { signIn } = (await commit('postsSignInMutation', ZOE)) as SignInData;
    session.keep(signIn);
  });

  it('adds pages to a connection', async () => {
    const { posts } = await firstPage(2);
    expect(titlesOf(posts)).toHaveLength(2);
    await ask('postsPageQuery', { count: 2, cursor: posts.pageInfo.endCursor });
    const shown = (await list(2)).posts;
    environment = createEnvironment(server.url, session);
    const whole = (await firstPage(4)).posts;
    expect(titlesOf(shown)).toEqual(titlesOf(whole));
    expect(shown.pageInfo).toEqual(whole.pageInfo);
    expect(shown.totalCount).toBe(whole.totalCount);
  });

  it('shows a new row at the head of the list, a changed one in place, a deleted one no more', async () => {
    const { posts } = await firstPage(2);
    const before = titlesOf(posts);
    const variables = {
      input: { title: 'Written in a store', content: 'Text.' },
      connections: [posts.__id],
    };
    const created = await commit('postsCreateMutation', variables);
    const { createPost } = created as { createPost: { edge: { node: { id: string } } } };
    const { id } = createPost.edge.node;
    expect(titlesOf((await list(2)).posts)).toEqual(['Written in a store', ...before]);
    await commit('postsUpdateMutation', { id });
    expect(titlesOf((await list(2)).posts)).toEqual(['Changed', ...before]);
    await commit('postsDeleteMutation', { id, connections: [posts.__id] });
    expect(titlesOf((await list(2)).posts)).toEqual(before);
  });

  it('shows the rows of one mutation at the end of the list', async () => {
    const { posts } = await firstPage(2);
    const inputs = ['One of two', 'Two of two'].map((title) => ({ title, content: 'Text.' }));
    const variables = { inputs, connections: [posts.__id] };
    await commit('postsCreateManyMutation', variables);
    expect(titlesOf((await list(2)).posts)).toEqual([
      ...titlesOf(posts),
      'One of two',
      'Two of two',
    ]);
  });

  it('fetches a row again by its id, and the viewer by itself', async () => {
    await firstPage(1);
    const id = 'post_2';
    const fetched = await ask('postsPostQuery', { id });
    const { node } = fetched as { node: unknown };
    expect(environment.lookup(await selector('posts_post', node)).data).toMatchObject({
      viewerCan: { update: expect.any(Boolean) as unknown },
      author: { username: expect.any(String) as unknown },
    });
    const { viewer } = (await ask('postsViewerQuery', {})) as { viewer: unknown };
    expect(environment.lookup(await selector('posts_viewer', viewer)).data).toMatchObject({
      user: { username: 'zoe', email: 'zoe@example.com' },
    });
  });

  it('gets one new pair of tokens for all requests that find theirs ended', async () => {
    session.keep({ accessToken: 'ended', refreshToken: session.tokens?.refreshToken ?? '' });
    const before = await server.refreshTokens();
    const answers = await Promise.all([1, 2, 3].map(() => ask('postsViewerQuery', {})));
    expect(answers.every((answer) => (answer as { viewer: unknown }).viewer !== null)).toBe(true);
    expect(await server.refreshTokens()).toBe(before + 1);
  });

  it('says that nobody is signed in once the sign-in has ended', async () => {
    session.keep({ accessToken: 'ended', refreshToken: 'ended' });
    await expect(ask('postsViewerQuery', {})).rejects.toMatchObject({
      source: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    });
    expect(session.tokens).toBeNull();
  });

  async function ask(name: string, variables: Variables): Promise<unknown> {
    const request = await project.request(name);
    // Rows that nothing retains are collected.
    environment.retain(createOperationDescriptor(request, variables));
    return await fetchQuery(environment, request, variables).toPromise();
  }

  async function commit(name: string, variables: Variables): Promise<unknown> {
    const mutation = await project.request(name);
    return await new Promise((resolve, reject) => {
      commitMutation(environment, { mutation, variables, onCompleted: resolve, onError: reject });
    });
  }

  async function selector(
    fragment: string,
    owner: unknown,
  ): Promise<ReturnType<typeof getSingularSelector>> {
    return getSingularSelector(await project.fragment(fragment), owner);
  }

  /** The list as a page shows it now. */
  async function list(count: number): Promise<List> {
    const query = createOperationDescriptor(await project.request('postsQuery'), { count });
    const { data } = environment.lookup(query.fragment);
    return environment.lookup(await selector('posts_list', data)).data as unknown as List;
  }

  async function firstPage(count: number): Promise<List> {
    await ask('postsQuery', { count });
    return await list(count);
  }
});

function titlesOf(posts: List['posts']): readonly string[] {
  return posts.edges.map(({ node }) => node.title);
}
