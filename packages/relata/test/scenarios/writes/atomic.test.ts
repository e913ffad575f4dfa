import { describeEachDatabase } from '../../support/databases.js';
import { ERRORS, faultsOf, type Payloads, WriteStory } from '../../support/writing.js';

const PAYLOAD = `tag { name } ${ERRORS}`;

describeEachDatabase('documents', (database) => {
  let story: WriteStory;
  beforeAll(async () => {
    story = await WriteStory.start(database);
  });
  afterAll(() => story.stop());

  const tagNames = async (names: readonly string[]) => {
    const rows = await story.sql(
      `select name from tags where name in (${names.map((name) => `'${name}'`).join()}) order by name`,
    );
    return rows.map(({ name }) => name);
  };

  /** A user made at no time there is a date for, so that reading it fails. @returns its key */
  async function unreadable(name: string): Promise<string> {
    const isSqlite = database.dialect === 'sqlite';
    const never = isSqlite ? '8640000000000001' : "'infinity'";
    // By a statement as from before there were CHECKs.
    if (isSqlite) {
      await story.sql('pragma ignore_check_constraints = on');
    }
    await story.sql(
      `insert into users (username, username_key, email, email_key, password_hash, created_at)
        values ('${name}', '${name}', '${name}@example.org', '${name}', '-', ${never})`,
    );
    if (isSqlite) {
      await story.sql('pragma ignore_check_constraints = off');
    }
    const [row] = await story.sql(`select id from users where username = '${name}'`);
    return String(row?.['id']);
  }

  it('run their fields in order, each seeing what those before it did', async () => {
    const data = await story.write(
      `mutation { first: createTag(input: { name: "step" }) { tag { name } ${ERRORS} }
        second: upsertTag(by: { name: "STEP" }, create: { name: "no" }, update: { name: "Step2" }) { tag { name version } ${ERRORS} }
        third: updateTags(where: { name: { eq: "Step2" } }, input: { name: "step3" }) { tags { name version } ${ERRORS} }
        fourth: deleteTags(where: { name: { startsWith: "step" } }) { affectedCount ${ERRORS} } }`,
    );
    expect(Object.keys(data)).toEqual(['first', 'second', 'third', 'fourth']);
    expect(data).toMatchObject({
      first: { tag: { name: 'step' } },
      second: { tag: { name: 'Step2', version: 2 } },
      third: { tags: [{ name: 'step3', version: 3 }] },
      fourth: { affectedCount: 1 },
    });
  });

  it('keep nothing when the second of three fields fails', async () => {
    const data = await story.refused(
      `mutation { one: createTag(input: { name: "one" }) { ...Payload alias: tag { id } }
        two: createTag(input: { name: "ONE" }) { ...Payload again: errors { code } }
        three: deletePosts(where: {}) { deletedIds affectedCount ${ERRORS} } }
      fragment Payload on TagPayload { __typename tag { name } ${ERRORS} }`,
    );
    const rolledBack = {
      __typename: 'RolledBackError',
      code: 'ROLLED_BACK',
      message: 'Another field of this document failed, nothing was kept',
      path: [],
    };
    expect(data).toEqual({
      one: { __typename: 'TagPayload', tag: null, alias: null, errors: [rolledBack] },
      two: {
        __typename: 'TagPayload',
        tag: null,
        again: [{ code: 'NOT_UNIQUE' }],
        errors: [
          {
            __typename: 'NotUniqueError',
            code: 'NOT_UNIQUE',
            message: 'this name is taken',
            path: ['input', 'name'],
          },
        ],
      },
      three: { deletedIds: [], affectedCount: 0, errors: [rolledBack] },
    });
  });

  it('keep nothing when the first field fails, the last, or one that is hand-written', async () => {
    const good = (name: string): string => `createTag(input: { name: "${name}" }) { ${PAYLOAD} }`;
    const bad =
      'bad: updateTag(id: 999, input: { name: "x" }) { errors { __typename code message path } }';
    const hand = `hand: publishPost(id: 1) { post { id } ${ERRORS} }`;
    const codes = async (document: string) =>
      Object.values(await story.refused(document)).map((payload) => faultsOf(payload));
    const rolledBack = [['ROLLED_BACK', '']];
    expect(await codes(`mutation { ${bad} a: ${good('a')} b: ${good('b')} }`)).toEqual([
      [['NOT_FOUND', 'id']],
      rolledBack,
      rolledBack,
    ]);
    expect(await codes(`mutation { a: ${good('a')} b: ${good('b')} ${bad} }`)).toEqual([
      rolledBack,
      rolledBack,
      [['NOT_FOUND', 'id']],
    ]);
    expect(await codes(`mutation { a: ${good('a')} ${hand} b: ${good('b')} }`)).toEqual([
      rolledBack,
      [['VALIDATION', 'id']],
      rolledBack,
    ]);
    expect(await codes(`mutation { ${bad} ${hand} }`)).toEqual([[['NOT_FOUND', 'id']], rolledBack]);
  });

  it('find a fault of the input of a later field only when its turn comes', async () => {
    const data = await story.refused(
      `mutation { a: updateTag(id: 999, input: { name: "x" }) { ${PAYLOAD} }
        b: createTag(input: { name: "${'x'.repeat(256)}" }) { ${PAYLOAD} } }`,
    );
    expect([faultsOf(data['a']), faultsOf(data['b'])]).toEqual([
      [['NOT_FOUND', 'id']],
      [['ROLLED_BACK', '']],
    ]);
  });

  it('are rolled back by an unexpected error in the read of a payload', async () => {
    const id = await unreadable('broken');
    const before = await story.contents();
    const { body } = await story.ask(
      `mutation { a: createTag(input: { name: "before" }) { ${PAYLOAD} }
        b: updateUser(id: ${id}, input: { isActive: false }) { user { isActive createdAt } ${ERRORS} }
        c: createTag(input: { name: "after" }) { ${PAYLOAD} } }`,
    );
    expect(await story.contents()).toEqual(before);
    expect(body.errors?.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual([
      [['b'], 'INTERNAL_SERVER_ERROR'],
    ]);
    const { a, b, c } = body.data as unknown as Payloads;
    expect([faultsOf(a), b, faultsOf(c)]).toEqual([
      [['ROLLED_BACK', '']],
      null,
      [['ROLLED_BACK', '']],
    ]);
  });

  it('marked @independent keep what went well, field by field', async () => {
    const data = await story.write(
      `mutation @independent { a: createTag(input: { name: "alone1" }) { ${PAYLOAD} }
        b: createTag(input: { name: "ALONE1" }) { ${PAYLOAD} }
        c: createTag(input: { name: "alone2" }) { ${PAYLOAD} }
        d: publishPost(id: 1) { ${ERRORS} } }`,
    );
    expect(Object.values(data).map(faultsOf)).toEqual([
      [],
      [['NOT_UNIQUE', 'input.name']],
      [],
      [['VALIDATION', 'id']],
    ]);
    expect(await tagNames(['alone1', 'alone2', 'ALONE1'])).toEqual(['alone1', 'alone2']);
  });

  it('marked @independent keep nothing of a field whose payload cannot be read', async () => {
    const id = await unreadable('lost');
    const { body } = await story.ask(
      `mutation @independent { kind: __typename a: createTag(input: { name: "read1" }) { ${PAYLOAD} }
        b: updateUser(id: ${id}, input: { isActive: false }) { user { createdAt } ${ERRORS} }
        c: createTag(input: { name: "read2" }) { ${PAYLOAD} } }`,
    );
    const tag = (name: string) => ({ tag: { name }, errors: [] });
    expect(body.data).toEqual({ kind: 'Mutation', a: tag('read1'), b: null, c: tag('read2') });
    expect(body.errors?.map(({ path }) => path)).toEqual([['b']]);
    expect(await story.sql(`select version from users where id = ${id}`)).toEqual([{ version: 1 }]);
    expect(await tagNames(['read1', 'read2'])).toEqual(['read1', 'read2']);
  });

  it('tell the first failure, though a later field fails too', async () => {
    const id = await unreadable('first');
    const { body } = await story.ask(
      `mutation { a: updateUser(id: ${id}, input: { isActive: false }) { user { createdAt } ${ERRORS} }
        b: createTag(input: { name: "TAG1" }) { ${PAYLOAD} } }`,
    );
    expect(body.errors?.map(({ path }) => path?.[0])).toEqual(['a']);
    const { a, b } = body.data as unknown as Payloads;
    expect([a, faultsOf(b)]).toEqual([null, [['ROLLED_BACK', '']]]);
  });

  it('answer fields alike that are the same field twice', async () => {
    const { createTag } = await story.write(
      `mutation { createTag(input: { name: "merged" }) { tag { name } } createTag(input: { name: "merged" }) { ${ERRORS} } }`,
    );
    expect(createTag).toEqual({ tag: { name: 'merged' }, errors: [] });
    expect(await tagNames(['merged'])).toEqual(['merged']);
  });

  it('skip what directives skip', async () => {
    const { body } = await story.ask(
      `mutation ($no: Boolean!) { a: createTag(input: { name: "skipped" }) @include(if: $no) { ${PAYLOAD} }
        b: createTag(input: { name: "kept" }) @skip(if: $no) { tag { name } } ... @include(if: $no) { deleteTag(id: 1) { deletedId } } }`,
      { variables: { no: false } },
    );
    expect(body).toEqual({ data: { b: { tag: { name: 'kept' } } } });
    expect(await tagNames(['skipped', 'kept'])).toEqual(['kept']);
  });

  it('read in a payload what their other fields changed already', async () => {
    const data = await story.write(
      `mutation { a: updateTag(id: 2, input: { name: "renamed" }) { tag { users { nodes { tags { nodes { name } } } } } ${ERRORS} }
        b: updateUser(id: 1, input: { tags: { set: [2] } }) { user { tags { nodes { name } } } ${ERRORS} }
        c: updateUser(id: 1, input: { tags: { set: [] } }) { user { tags { nodes { name } } } ${ERRORS} } }`,
    );
    expect(data['b']).toEqual({ user: { tags: { nodes: [{ name: 'renamed' }] } }, errors: [] });
    expect(data['c']).toEqual({ user: { tags: { nodes: [] } }, errors: [] });
  });

  it('with a malformed id or filter are refused before anything is done', async () => {
    for (const field of [
      'updateTag(id: "user_1", input: { name: "x" }) { errors { code } }',
      'deleteTag(id: "nonsense") { errors { code } }',
      'publishPost(id: "user_1") { errors { code } }',
      'deleteTags(where: { name: { eq: null } }) { errors { code } }',
    ]) {
      const before = await story.contents();
      const { body } = await story.ask(
        `mutation { a: createTag(input: { name: "never" }) { ${PAYLOAD} } b: ${field} }`,
      );
      expect([field, body.errors?.[0]?.extensions?.['code']]).toEqual([field, 'BAD_USER_INPUT']);
      expect(await story.contents()).toEqual(before);
    }
  });
});
