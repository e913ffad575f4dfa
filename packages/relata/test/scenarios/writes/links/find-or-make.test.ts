import { uniqueColumns } from '../../../../src/testing/rows/catalog-facts.js';
import { permissionsNamed } from '../../../../src/testing/askers.js';
import { fresh, freshRow, requiredTies } from '../../../../src/testing/attacks/inputs.js';
import { type AskOptions, TestApi } from '../../../support/api.js';
import { describeEachDatabase } from '../../../support/databases.js';
import { fillAdded } from '../../../support/models/fill-added.js';
import {
  ADMIN,
  CHEAP_PASSWORDS,
  ERRORS,
  faultsOf,
  keyOf,
  type Payload,
  type Payloads,
  rowId,
  WriteStory,
} from '../../../support/writing.js';

const AT_ONCE = 20;
const SECRET = 'password: "a long secret"';

/** Documents that find or make one row: `$n` is the number of who sends it, and what is counted. */
const FORMS: Readonly<Record<string, { readonly field: string; readonly rows: string }>> = {
  'Tag.name by upsert': {
    field: `upsertTag(by: { name: "topic" }, create: { name: "Topic" }, update: { name: "TOPIC" }) { tag { id } ${ERRORS} }`,
    rows: `tags where name_key = 'topic'`,
  },
  'Role.name by upsert': {
    field: `upsertRole(by: { name: "judge" }, create: { name: "judge" }, update: { description: "$n" }) { role { id } ${ERRORS} }`,
    rows: `rbac_roles where name = 'judge'`,
  },
  'Permission.name by upsert': {
    field: `upsertPermission(by: { name: "case:judge" }, create: { name: "case:judge" }, update: { description: "$n" }) { permission { id } ${ERRORS} }`,
    rows: `rbac_permissions where name = 'case:judge'`,
  },
  'User.username by upsert': {
    field: `upsertUser(by: { username: "Ada" }, create: { username: "ada", email: "ada@example.org", ${SECRET},
      profile: { create: { firstName: "A", gender: FEMALE } }, tags: { create: [{ name: "of ada" }] } },
      update: { username: "Ada" }) { user { id } ${ERRORS} }`,
    rows: `users where username_key = 'ada'`,
  },
  'User.email by upsert': {
    field: `upsertUser(by: { email: "Bea@example.org" }, create: { username: "bea", email: "bea@example.org", ${SECRET} },
      update: { isActive: true }) { user { id } ${ERRORS} }`,
    rows: `users where email_key = 'bea@example.org'`,
  },
  'connectOrCreate in a create': {
    field: `createPost(input: { title: "$n", content: "c", tags: { connectOrCreate: [
      { where: { name: "in create" }, create: { name: "In Create" } }, { where: { name: "IN CREATE" }, create: { name: "in create" } }] } }) { post { id } ${ERRORS} }`,
    rows: `tags where name_key = 'in create'`,
  },
  'connectOrCreate in an update': {
    field: `updateUser(id: 2, input: { tags: { connectOrCreate: [{ where: { name: "in update" }, create: { name: "in update" } }] } }) { user { id } ${ERRORS} }`,
    rows: `tags where name_key = 'in update'`,
  },
  'connectOrCreate of rows of many': {
    field: `createPosts(inputs: [
      { title: "a", content: "c", tags: { connectOrCreate: [{ where: { name: "in bulk" }, create: { name: "in bulk" } }] } },
      { title: "b", content: "c", tags: { connectOrCreate: [{ where: { name: "in bulk" }, create: { name: "in bulk" } }] } }]) { posts { id } ${ERRORS} }`,
    rows: `tags where name_key = 'in bulk'`,
  },
  'connectOrCreate where some may be kept': {
    field: `createPosts(errorPolicy: CONTINUE, inputs: [
      { title: "a", content: "c", tags: { connectOrCreate: [{ where: { name: "in some" }, create: { name: "in some" } }] } }]) { posts { id } ${ERRORS} }`,
    rows: `tags where name_key = 'in some'`,
  },
  'upsert in an update': {
    field: `updateUser(id: 2, input: { tags: { upsert: [
      { by: { name: "in nested" }, create: { name: "In Nested" }, update: { name: "IN NESTED" } }, { by: { name: "and more" }, create: { name: "and more" }, update: {} }] } }) { user { id } ${ERRORS} }`,
    rows: `tags where name_key = 'in nested'`,
  },
  'connectOrCreate within rows': {
    field: `createUser(input: { username: "within$n", email: "within$n@example.org", ${SECRET}, posts: { create: [
      { title: "t", content: "c", tags: { connectOrCreate: [{ where: { name: "within" }, create: { name: "within" } }] } }] } }) { user { id } ${ERRORS} }`,
    rows: `tags where name_key = 'within'`,
  },
};

const KEYWORDS = ['mutation', 'mutation @independent'] as const;

describeEachDatabase('what is found or else made', (database) => {
  let story: WriteStory;
  let other: TestApi;
  beforeAll(async () => {
    story = await WriteStory.start(database);
    other = await TestApi.start(database, { env: CHEAP_PASSWORDS });
  });
  afterAll(async () => {
    await other.stop();
    await story.stop();
  });

  /** Sends documents at once, to two applications in turn; each must have been done. */
  async function together(
    documents: readonly string[],
    options: AskOptions = { viewer: ADMIN },
  ): Promise<readonly Payload[]> {
    const apis = [story.api, other];
    const answers = await Promise.all(
      documents.map((document, at) =>
        (apis[at % apis.length] ?? other).data<Payloads>(document, options),
      ),
    );
    const payloads = answers.flatMap((answer) => Object.values(answer));
    for (const payload of payloads) {
      expect(faultsOf(payload)).toEqual([]);
    }
    return payloads;
  }

  it.each(Object.entries(FORMS))(
    `is one row, and no error, for ${String(AT_ONCE)} at once: %s`,
    async (_what, { field, rows }) => {
      await together(
        Array.from(
          { length: AT_ONCE },
          (_, at) =>
            `${KEYWORDS[at % 3 === 2 ? 1 : 0]} { it: ${field.replaceAll('$n', String(at))} }`,
        ),
      );
      expect(await story.sql(`select id from ${rows}`)).toHaveLength(1);
    },
    60_000,
  );

  it('is one row for every unique column that can be looked for', async () => {
    const { catalog } = story.api.app.engine;
    const { schema } = story.api.app;
    const inputs = { catalog, schema, hooks: {} };
    const written = [...catalog.values()].filter(
      ({ name }) => schema.getMutationType()?.getFields()[`upsert${name}`] !== undefined,
    );
    for (const model of written) {
      const ties = requiredTies(model);
      const targets = new Map(ties.map(({ target }) => [target.name, target]));
      await fillAdded(story.api.app.orm, targets, 1);
      const create = {
        ...freshRow(inputs, model),
        ...Object.fromEntries(ties.map(({ name }) => [name, { connect: '1' }])),
      };
      for (const { name } of uniqueColumns(model).map(({ column }) => column)) {
        const by = { [name]: fresh(inputs, model, name) };
        const document = `mutation($by: ${model.name}Unique!, $create: ${model.name}CreateInput!, $update: ${model.name}UpdateInput!) {
          it: upsert${model.name}(by: $by, create: $create, update: $update) { ${model.singular} { id } ${ERRORS} } }`;
        const payloads = await together(Array(AT_ONCE).fill(document), {
          variables: { by, create: { ...create, ...by }, update: by },
          viewer: { userId: 1, permissions: permissionsNamed(catalog) },
        });
        const [id = '', ...others] = new Set(payloads.map((each) => rowId(each, model.singular)));
        expect(others).toEqual([]);
        await story.sql(`delete from ${model.table} where id = ${String(keyOf(id))}`);
      }
    }
  }, 120_000);

  it('is found in whatever order several are looked for', async () => {
    const names = ['one', 'two', 'three', 'four', 'five'];
    const rotated = (at: number): readonly string[] => {
      const order = [...names.slice(at % 5), ...names.slice(0, at % 5)];
      return at % 2 === 0 ? order : order.reverse();
    };
    await together(
      Array.from({ length: AT_ONCE }, (_, at) => {
        const tags = rotated(at).map(
          (name) => `{ where: { name: "${name}" }, create: { name: "${name}" } }`,
        );
        return `mutation { createPost(input: { title: "t", content: "c", tags: { connectOrCreate: [${tags.join()}] } }) { post { id } ${ERRORS} } }`;
      }),
    );
    await together(
      Array.from({ length: AT_ONCE }, (_, at) => {
        const fields = rotated(at).map(
          (name) =>
            `${name}: upsertTag(by: { name: "field ${name}" }, create: { name: "field ${name}" }, update: { name: "field ${name}" }) { tag { id } ${ERRORS} }`,
        );
        return `mutation { ${fields.join(' ')} }`;
      }),
    );
    for (const name of names) {
      const rows = await story.sql(
        `select id from tags where name_key in ('${name}', 'field ${name}')`,
      );
      expect(rows).toHaveLength(2);
    }
  }, 60_000);
});
