import { TestApi } from '../../../support/api.js';
import { describeEachDatabase } from '../../../support/databases.js';
import { fillUsers } from '../../../support/fixtures.js';
import { ADMIN } from '../../../support/viewers.js';

/** A clock that is never asked the same time twice. */
function hastenClock(): () => void {
  const original = globalThis.Date;
  let asked = 0;
  globalThis.Date = class extends original {
    constructor(...given: unknown[]) {
      super(...((given.length > 0 ? given : [original.now() + 1_000 * asked++]) as [number]));
    }
  } as DateConstructor;
  return () => {
    globalThis.Date = original;
  };
}

describeEachDatabase('moments of a row', (database) => {
  let api: TestApi;
  let resetClock: () => void;
  beforeAll(async () => {
    api = await TestApi.start(database);
    await fillUsers(api.app.orm, { users: 1, posts: 0 });
    resetClock = hastenClock();
  });
  afterAll(async () => {
    resetClock();
    await api.stop();
  });

  const ask = async (document: string): Promise<readonly Record<string, string>[]> => {
    const { body } = await api.ask(document, { viewer: ADMIN });
    expect(body.errors).toBeUndefined();
    return Object.values((body.data ?? {}) as Record<string, { post: Record<string, string> }>).map(
      ({ post }) => post,
    );
  };

  it('were one when it was created', async () => {
    const [post] = await ask(
      'mutation { createPost(input: { title: "New", content: "Text" }) { post { createdAt updatedAt } } }',
    );
    expect(post?.['createdAt']).toMatch(/^\d{4}-/);
    expect(post?.['updatedAt']).toBe(post?.['createdAt']);
  });

  it('are two once it was changed', async () => {
    const [, post] = await ask(
      `mutation {
        createPost(input: { title: "New", content: "Text" }) { post { createdAt updatedAt } }
        updatePost(id: 1, input: { title: "Changed" }) { post { createdAt updatedAt } }
      }`,
    );
    expect(Date.parse(post?.['updatedAt'] ?? '')).toBeGreaterThan(
      Date.parse(post?.['createdAt'] ?? ''),
    );
  });
});
