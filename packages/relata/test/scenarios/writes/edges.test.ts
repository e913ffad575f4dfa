import { TestApi, type TestViewer } from '../../support/api.js';
import { describeEachDatabase } from '../../support/databases.js';
import {
  ADMIN,
  CHEAP_PASSWORDS,
  ERRORS,
  type Payloads,
  rowId,
  WriteStory,
} from '../../support/writing.js';

interface Edge {
  readonly cursor: string;
  readonly node: { readonly id: string };
}

const PARTS =
  '__typename cursor node { __typename id name } again: node { version viewerCan { update } }';
const TAG = `edge { ${PARTS} }`;

/** Root fields that show one row, `$n` being a name that is new. */
const FORMS: Readonly<Record<string, string>> = {
  'a create': `createTag(input: { name: "$n" }) { ${TAG} ${ERRORS} }`,
  'an upsert that makes': `upsertTag(by: { name: "$n" }, create: { name: "$n" }, update: {}) { ${TAG} ${ERRORS} }`,
  'an upsert that finds': `upsertTag(by: { name: "tag1" }, create: { name: "tag1" }, update: {}) { ${TAG} ${ERRORS} }`,
  'an update': `updateTag(id: 2, input: { name: "$n" }) { ${TAG} ${ERRORS} }`,
};

describeEachDatabase('the edge of a payload', (database) => {
  let story: WriteStory;
  let reference: TestApi;
  beforeAll(async () => {
    story = await WriteStory.start(database);
    reference = await TestApi.start(database, { env: { ...CHEAP_PASSWORDS, READER: 'reference' } });
  });
  afterAll(async () => {
    await reference.stop();
    await story.stop();
  });

  let made = 0;
  const name = (): string => `edge ${String((made += 1))}`;

  /** The edge as the root list has it. */
  const listed = async (id: string): Promise<unknown> => {
    const { tags } = await story.api.data<{ tags: { edges: readonly unknown[] } }>(
      `{ tags(where: { id: { eq: "${id}" } }) { edges { ${PARTS} } } }`,
      { viewer: ADMIN },
    );
    return tags.edges[0];
  };

  describe.each(['compiled', 'reference'])('by the %s reader', (reader) => {
    it.each(Object.entries(FORMS))('is that of the root list, of %s', async (_form, field) => {
      const api = reader === 'compiled' ? story.api : reference;
      const { it: payload } = await api.data<Payloads>(
        `mutation { it: ${field.replaceAll('$n', name())} }`,
        { viewer: ADMIN },
      );
      const edge = payload?.['edge'] as Edge;
      expect([payload?.errors, edge]).toEqual([[], await listed(edge.node.id)]);
    });

    it('are those of the rows, of many', async () => {
      const api = reader === 'compiled' ? story.api : reference;
      const { createTags } = await api.data<Payloads>(
        `mutation { createTags(errorPolicy: CONTINUE, inputs: [{ name: "${name()}" }, { name: "" }, { name: "${name()}" }]) { tags { id } edges { cursor node { id } } errors { code } } }`,
        { viewer: ADMIN },
      );
      const { tags, edges } = createTags as unknown as {
        tags: ({ id: string } | null)[];
        edges: (Edge | null)[];
      };
      expect(edges.map((edge) => edge?.node ?? null)).toEqual(tags);
      expect(edges[1]).toBeNull();
    });

    it('is null where the row was not kept', async () => {
      const api = reader === 'compiled' ? story.api : reference;
      const { kept, failed } = await api.data<Payloads>(
        `mutation @independent { kept: createTag(input: { name: "${name()}" }) { edge { cursor } errors { code } }
          failed: createTag(input: { name: "" }) { edge { cursor } errors { code } } }`,
        { viewer: ADMIN },
      );
      expect([typeof (kept?.['edge'] as Edge).cursor, failed?.['edge']]).toEqual(['string', null]);
    });
  });

  describe.each(['compiled', 'reference'])('by the %s reader, of other fields', (reader) => {
    const ask = async (document: string, viewer: TestViewer = ADMIN): Promise<Payloads> =>
      await (reader === 'compiled' ? story.api : reference).data<Payloads>(document, { viewer });
    const newPost = async (status: string): Promise<string> => {
      const { createPost } = await ask(
        `mutation { createPost(input: { title: "t", content: "c" }) { post { id } ${ERRORS} } }`,
      );
      const id = rowId(createPost, 'post');
      if (status === 'PUBLISHED') {
        await ask(`mutation { publishPost(id: "${id}") { ${ERRORS} } }`);
      }
      return id;
    };
    const listedEdge = async (list: string, id: string): Promise<unknown> => {
      const data = await story.api.data<Record<string, { edges: readonly unknown[] }>>(
        `{ ${list}(where: { id: { eq: "${id}" } }) { edges { cursor node { id version } } } }`,
        { viewer: ADMIN },
      );
      return data[list]?.edges[0];
    };

    it.each([
      ['publishPost', 'DRAFT'],
      ['archivePost', 'PUBLISHED'],
    ])('is that of the root list: %s', async (field, status) => {
      const id = await newPost(status);
      const { it: payload } = await ask(
        `mutation { it: ${field}(id: "${id}") { edge { cursor node { id version } } ${ERRORS} } }`,
      );
      expect(payload).toEqual({ edge: await listedEdge('posts', id), errors: [] });
    });

    it('is that of the root list: restoreUser', async () => {
      const id = await story.newUser(`restored${reader}`);
      await ask(`mutation { deleteUser(id: "${id}") { ${ERRORS} } }`);
      const { it: payload } = await ask(
        `mutation { it: restoreUser(id: "${id}") { edge { cursor node { id version } } ${ERRORS} } }`,
      );
      expect(payload).toEqual({ edge: await listedEdge('users', id), errors: [] });
    });

    it('is null where the viewer does not see the row any more', async () => {
      const id = await newPost('PUBLISHED');
      const { it: payload } = await ask(
        `mutation { it: archivePost(id: "${id}") { post { id } edge { cursor node { id } } ${ERRORS} } }`,
        { userId: 3, permissions: ['post:update'] },
      );
      expect(payload).toEqual({ post: null, edge: null, errors: [] });
    });
  });

  it('has a cursor that the list takes', async () => {
    const [first, second] = [name(), name()];
    const { a } = await story.api.data<{ a: { edge: Edge } }>(
      `mutation { a: createTag(input: { name: "${first}" }) { edge { cursor node { id } } } b: createTag(input: { name: "${second}" }) { edges: edge { cursor } } }`,
      { viewer: ADMIN },
    );
    const { tags } = await story.api.data<{ tags: unknown }>(
      `{ tags(after: "${a.edge.cursor}") { nodes { name } } }`,
    );
    expect(tags).toEqual({ nodes: [{ name: second }] });
  });

  it('costs what its row costs, and one more for itself and for its cursor', async () => {
    const costOf = async (shown: string): Promise<number> => {
      const { body } = await story.api.ask(
        `mutation { createTag(input: { name: "${name()}" }) { ${shown} errors { code } } }`,
        { viewer: ADMIN, headers: { 'x-plan': 'cost' } },
      );
      expect(body.errors).toBeUndefined();
      return Number(body.extensions?.['cost']);
    };
    const row = '{ id posts(first: 10) { nodes { id author { username } } } }';
    const alone = await costOf(`tag ${row}`);
    const inEdge = await costOf(`edge { node ${row} }`);
    expect(await costOf(`edge { cursor node ${row} }`)).toBe(inEdge + 1);
    expect(inEdge - (await costOf('edge { node { id } }'))).toBe(
      alone - (await costOf('tag { id }')),
    );
    expect(inEdge).toBe(alone + 1);
  });

  it('takes no statement more than the row', async () => {
    const count = async (shown: string): Promise<number> => {
      const { statements, body } = await story.api.ask(
        `mutation { createTag(input: { name: "${name()}" }) { ${shown} errors { code } } }`,
        { viewer: ADMIN },
      );
      expect(body.errors).toBeUndefined();
      return statements.length;
    };
    expect(await count('edge { cursor node { id name } }')).toBe(await count('tag { id name }'));
  });
});
