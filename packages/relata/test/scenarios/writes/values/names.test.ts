import { Accounts, codesOf, grantOf, payloadCodesOf } from '../../../support/accounts.js';
import { describeEachDatabase } from '../../../support/databases.js';
import { ERRORS, WriteStory } from '../../../support/writing.js';

/** Names that count as having an `@`. */
const AT_SIGNS = ['mira@home', '@mira', 'mira＠home', 'mira﹫home', 'mi\u00adra\u200b@'];
/** Names in which there is nothing to see. */
const BLANKS = [
  '',
  ' ',
  '\t\n',
  '\u00a0\u3000',
  '\u200b',
  '\u00ad\u3164',
  '\u2800',
  '\ufe0f',
  '\u0007',
];

const user = (username: string, email: string): string =>
  `{ username: ${JSON.stringify(username)}, email: ${JSON.stringify(email)}, password: "a long secret" }`;

describeEachDatabase('names', (database) => {
  let story: WriteStory;
  beforeAll(async () => {
    story = await WriteStory.start(database);
    await story.write(
      `mutation { createUser(input: ${user('Mira', 'Mira@example.org')}) { user { id } ${ERRORS} }
        createTag(input: { name: "Query  plans" }) { tag { id } ${ERRORS} }
        createPost(input: { title: "Plans", content: "x" }) { post { id } ${ERRORS} } }`,
    );
  });
  afterAll(() => story.stop());

  const faultsOf = async (field: string): Promise<readonly unknown[]> => {
    const before = await story.contents();
    const { body, text } = await story.ask(`mutation { it: ${field} { ${ERRORS} } }`);
    expect(await story.contents()).toEqual(before);
    const { it: payload } = (body.data ?? {}) as unknown as {
      it?: { errors: { code: string; path: readonly string[]; message: string }[] };
    };
    return (
      payload?.errors.map(({ code, path, message }) => [
        code,
        path.join('.'),
        message.replace(/^[\w.]+: /, ''),
      ]) ?? [text]
    );
  };

  const NO_AT = 'must not have an @, which e-mail addresses have';
  it.each(AT_SIGNS)('of users have no @ (%j), whichever way they come', async (name) => {
    const input = user(name, 'at@example.org');
    const update = `{ username: ${JSON.stringify(name)} }`;
    const by = '{ email: "mira@example.org" }';
    const fault = (path: string): unknown => [['VALIDATION', path, NO_AT]];
    const ways: Readonly<Record<string, string>> = {
      'input.username': `createUser(input: ${input})`,
      'inputs.1.username': `createUsers(inputs: [${user('fine', 'fine@example.org')}, ${input}])`,
      'create.username': `upsertUser(by: { email: "at@example.org" }, create: ${input}, update: { isActive: true })`,
      'update.username': `upsertUser(by: ${by}, create: ${user('fine', 'mira@example.org')}, update: ${update})`,
      'input.user.create.username': `createProfile(input: { firstName: "A", gender: OTHER, user: { create: ${input} } })`,
    };
    for (const [path, field] of Object.entries(ways)) {
      expect([field, await faultsOf(field)]).toEqual([field, fault(path)]);
    }
    expect(await faultsOf(`updateUser(id: 1, input: ${update})`)).toEqual(fault('input.username'));
    expect(await faultsOf(`updateUsers(where: { id: { eq: 1 } }, input: ${update})`)).toEqual(
      fault('input.username'),
    );
  });

  it.each(BLANKS)('in which nobody sees anything (%j) are refused', async (name) => {
    const blank = (path: string): unknown => [['VALIDATION', path, 'must not be blank']];
    const text = JSON.stringify(name);
    expect(await faultsOf(`createUser(input: ${user(name, 'b@example.org')})`)).toEqual(
      blank('input.username'),
    );
    expect(await faultsOf(`updateUser(id: 1, input: { username: ${text} })`)).toEqual(
      blank('input.username'),
    );
    expect(await faultsOf(`updateUser(id: 1, input: { email: ${text} })`)).toEqual(
      blank('input.email'),
    );
    expect(await faultsOf(`createTag(input: { name: ${text} })`)).toEqual(blank('input.name'));
    expect(await faultsOf(`updateTag(id: 1, input: { name: ${text} })`)).toEqual(
      blank('input.name'),
    );
    expect(await faultsOf(`createRole(input: { name: ${text} })`)).toEqual(blank('input.name'));
    expect(await faultsOf(`updatePost(id: 1, input: { title: ${text} })`)).toEqual(
      blank('input.title'),
    );
    expect(
      await faultsOf(`updatePost(id: 1, input: { tags: { create: [{ name: ${text} }] } })`),
    ).toEqual(blank('input.tags.create.0.name'));
    expect(
      await faultsOf(
        `upsertTag(by: { name: ${text} }, create: { name: "x" }, update: { name: "y" })`,
      ),
    ).toEqual(blank('by.name'));
  });

  it.each(['mira', ' MIRA ', 'mi\u00adra', '\ufeffmira', 'ｍira', 'mira\u3164', 'm\ufe0fira'])(
    'that look alike are one (%j)',
    async (name) => {
      const taken = (path: string): unknown => [
        ['NOT_UNIQUE', path, `this ${path.split('.').at(-1) ?? ''} is taken`],
      ];
      const { data } = (
        await story.ask(`query ($name: String!) { userByUsername(username: $name) { username } }`, {
          variables: { name },
        })
      ).body;
      expect(data).toEqual({ userByUsername: { username: 'Mira' } });
      expect(await faultsOf(`createUser(input: ${user(name, 'n@example.org')})`)).toEqual(
        taken('input.username'),
      );
      expect(
        await faultsOf(`updateUser(id: 1, input: { username: ${JSON.stringify(name)} })`),
      ).toEqual(taken('input.username'));
      expect(
        await faultsOf(
          `createUsers(inputs: [${user('p', 'pair@example.org')}, ${user('q', 'pa\u200bir@example.org ')}])`,
        ),
      ).toEqual([['VALIDATION', 'inputs.1.email', expect.anything() as unknown]]);
      expect(
        await faultsOf(
          `createUsers(inputs: [${user('pa', 'p@example.org')}, ${user('pa\u200b', 'q@example.org')}])`,
        ),
      ).toEqual(taken('inputs.1.username'));
    },
  );

  it.each(['query plans', ' Query plans', 'Query\u00a0\tplans', 'que\u200bry plans\ufe0f'])(
    'of tags are found as they look (%j)',
    async (name) => {
      const text = JSON.stringify(name);
      const data = await story.write(
        `mutation { upsertTag(by: { name: ${text} }, create: { name: "never" }, update: { name: "Query  plans" }) { tag { name } ${ERRORS} }
          updatePost(id: 1, input: { tags: { connectOrCreate: [{ where: { name: ${text} }, create: { name: ${text} } }] } }) {
            post { tags(where: { name: { startsWith: "Query" } }) { nodes { name } } } ${ERRORS} } }`,
      );
      expect(data).toMatchObject({
        upsertTag: { tag: { name: 'Query  plans' } },
        updatePost: { post: { tags: { nodes: [{ name: 'Query  plans' }] } } },
      });
      expect(await faultsOf(`createTag(input: { name: ${text} })`)).toEqual([
        ['NOT_UNIQUE', 'input.name', 'this name is taken'],
      ]);
    },
  );

  it('are kept without white space at their ends, and measured so', async () => {
    const long = 'x'.repeat(255);
    const data = await story.write(
      `mutation { createUser(input: ${user('\t Lee\u3000', ' Lee@example.org\n')}) { user { username email } ${ERRORS} }
        createTag(input: { name: "  ${long}  " }) { tag { name } ${ERRORS} }
        createRole(input: { name: " watcher " }) { role { name } ${ERRORS} } }`,
    );
    expect(data).toMatchObject({
      createUser: { user: { username: 'Lee', email: 'Lee@example.org' } },
      createTag: { tag: { name: long } },
      createRole: { role: { name: 'watcher' } },
    });
    expect(await faultsOf('createRole(input: { name: "watcher\\t" })')).toEqual([
      ['NOT_UNIQUE', 'input.name', 'this name is taken'],
    ]);
    expect(await faultsOf(`createTag(input: { name: "x${long}" })`)).toEqual([
      ['VALIDATION', 'input.name', 'must have at most 255 characters, has 256'],
    ]);
  });
});

describeEachDatabase('names to sign in with', (database) => {
  let accounts: Accounts;
  beforeAll(async () => {
    accounts = await Accounts.start(database);
    await accounts.signUp(' Mira\u00ad ', { email: 'mira@example.org' });
  });
  afterAll(() => accounts.stop());

  it.each(['mira', 'MIRA ', 'm\u200bira', 'Mira@example.org ', 'mira＠example.org'])(
    'may be written in any way that looks like them (%j)',
    async (login) => {
      expect(grantOf(await accounts.signIn(login)).user.username).toBe('Mira\u00ad');
    },
  );

  it.each(AT_SIGNS)('have no @ from the start (%j)', async (username) => {
    const { errors } = await accounts.signUp(username, { email: 'lee@example.org' });
    expect(errors).toMatchObject([{ code: 'VALIDATION', path: ['input', 'username'] }]);
  });

  it.each(BLANKS)('are not blank (%j), and nobody signs in by nothing', async (name) => {
    const { errors } = await accounts.signUp(name, { email: 'lee@example.org' });
    expect(errors).toMatchObject([{ code: 'VALIDATION', path: ['input', 'username'] }]);
    const answer = await accounts.signIn(name);
    expect([...codesOf(answer), ...payloadCodesOf(answer)]).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(INVALID_CREDENTIALS|RATE_LIMITED)$/)]),
    );
  });

  it('are tried ten times a minute, however they are written', async () => {
    const spellings = ['mira', 'MIRA', 'mi\u00adra', ' mira'];
    const tries: unknown[] = [];
    for (let index = 0; index < 11; index += 1) {
      tries.push(codesOf(await accounts.signIn(spellings[index % 4] ?? '', 'a wrong one'))[0]);
    }
    expect(tries.at(-1)).toBe(429);
  });
});
