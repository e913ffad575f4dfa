import { describeEachDatabase } from '../../../support/databases.js';
import type { TestViewer } from '../../../support/api.js';
import { ADMIN, ERRORS, WriteStory } from '../../../support/writing.js';

/** May set the e-mail address of others, and not read it. */
const BLIND: TestViewer = { userId: 1, permissions: ['user:update'] };

describeEachDatabase('setting a value one may not read', (database) => {
  let story: WriteStory;
  beforeAll(async () => {
    story = await WriteStory.start(database);
  });
  afterAll(() => story.stop());

  async function setEmail(email: string, viewer = BLIND): Promise<unknown> {
    const data = await story.write(
      `mutation { updateUser(id: "user_2", input: { email: "${email}" }) { user { email version } ${ERRORS} } }`,
      { viewer },
    );
    return data['updateUser'];
  }

  it('raises the version even where the value is what it was, so that guessing tells nothing', async () => {
    expect(await setEmail('user2@example.org')).toEqual({
      user: { email: null, version: 2 },
      errors: [],
    });
    expect(await setEmail('wrong@example.org')).toEqual({
      user: { email: null, version: 3 },
      errors: [],
    });
  });

  it('leaves the version to whoever may read it and changes nothing', async () => {
    const same = { user: { email: 'wrong@example.org', version: 3 }, errors: [] };
    expect(await setEmail('wrong@example.org', ADMIN)).toEqual(same);
  });

  it('raises it in bulk, too, of those rows alone in which it is not seen', async () => {
    const data = await story.write(
      `mutation { updateProfiles(where: { id: { in: [1, 2] } }, input: { contacts: null }) { affectedCount ${ERRORS} } }`,
      { viewer: BLIND },
    );
    expect(data['updateProfiles']).toEqual({ affectedCount: 2, errors: [] });
    // The first is the viewer's own.
    expect(await story.sql('select version from profiles where id in (1, 2) order by id')).toEqual([
      { version: 1 },
      { version: 2 },
    ]);
  });

  /** The fields of a change that comes too late, in which the row is not what it wants. */
  async function conflicting(input: string, viewer = BLIND): Promise<unknown> {
    const data = await story.refused(
      `mutation { updateUser(id: "user_2", expectedVersion: 99, input: { ${input} }) { errors { code ... on ConflictError { fields } } } }`,
      { viewer },
    );
    return data['updateUser'];
  }
  const conflictIn = (...fields: readonly string[]): unknown => ({
    errors: [{ code: 'CONFLICT', fields }],
  });

  it('is a conflict whatever it is, where another was faster', async () => {
    const [row] = await story.sql('select email from users where id = 2');
    const same = `email: "${String(row?.['email'])}"`;
    expect(await conflicting(same)).toEqual(conflictIn('email'));
    expect(await conflicting('email: "wrong@example.com"')).toEqual(conflictIn('email'));
    expect(await conflicting(same, ADMIN)).toEqual(conflictIn());
  });

  it('is a conflict of links as if rows one may not read were not linked', async () => {
    const posts = await story.sql('select id from posts where author_id = 2 order by id');
    const [open, draft] = posts.map(({ id }) => `"post_${String(id)}"`);
    await story.sql(`update posts set status = 'DRAFT' where id = ${String(posts[1]?.['id'])}`);
    const cases: readonly (readonly [input: string, blind: boolean, admin: boolean])[] = [
      [`connect: [${String(open)}]`, false, false],
      [`connect: [${String(draft)}]`, true, false],
      [`delete: [${String(draft)}]`, false, true],
      [`set: [${String(open)}], deleteOthers: true`, false, true],
    ];
    for (const [input, blind, admin] of cases) {
      const said = [await conflicting(`posts: { ${input} }`)];
      said.push(await conflicting(`posts: { ${input} }`, ADMIN));
      expect([input, ...said]).toEqual([
        input,
        ...[blind, admin].map((is) => (is ? conflictIn('posts') : conflictIn())),
      ]);
    }
  });
});
