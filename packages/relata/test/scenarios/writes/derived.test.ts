import type { Model } from '../../../src/model/model.js';
import { describeEachDatabase } from '../../support/databases.js';
import { ERRORS, rowId, WriteStory } from '../../support/writing.js';

/** How one row of each model is made, changed and looked at. */
const MODELS = {
  Tag: { plural: 'Tags', create: 'name: "new tag"', update: 'name: "newer tag"', unique: 'name' },
  Role: { plural: 'Roles', create: 'name: "new role"', update: 'description: "x"', unique: 'name' },
  Permission: {
    plural: 'Permissions',
    create: 'name: "new:permission"',
    update: 'description: "x"',
    unique: 'name',
  },
  Post: { plural: 'Posts', create: 'title: "t", content: "c"', update: 'title: "u"', unique: null },
  User: {
    plural: 'Users',
    create: 'username: "made", email: "made@example.org", password: "a long secret"',
    update: 'isActive: false',
    unique: 'username',
  },
  Profile: {
    plural: 'Profiles',
    create: `firstName: "F", gender: OTHER, user: { create: { username: "owner",
      email: "owner@example.org", password: "a long secret" } }`,
    update: 'lastName: "L"',
    unique: null,
  },
} as const;

describeEachDatabase('derived mutations', (database) => {
  let story: WriteStory;
  beforeAll(async () => {
    story = await WriteStory.start(database);
  });
  afterAll(() => story.stop());

  for (const [model, { plural, create, update, unique }] of Object.entries(MODELS)) {
    const row = model.toLowerCase();
    const rows = plural.toLowerCase();

    it(`create, update and delete a ${model}`, async () => {
      const created = await story.write(
        `mutation { create${model}(input: { ${create} }) { ${row} { id version createdAt } ${ERRORS} } }`,
      );
      const id = rowId(created[`create${model}`], row);
      expect(created[`create${model}`]).toMatchObject({ [row]: { version: 1 } });
      const updated = await story.write(
        `mutation { update${model}(id: "${id}", input: { ${update} }) { ${row} { id version } ${ERRORS} } }`,
      );
      expect(updated[`update${model}`]).toEqual({ [row]: { id, version: 2 }, errors: [] });
      const deleted = await story.write(
        `mutation { delete${model}(id: "${id}", expectedVersion: 2) { deletedId ${ERRORS} } }`,
      );
      expect(deleted[`delete${model}`]).toEqual({ deletedId: id, errors: [] });
      const again = await story.write(
        `mutation { delete${model}(id: "${id}") { deletedId ${ERRORS} } }`,
      );
      expect(again[`delete${model}`]).toEqual({
        deletedId: null,
        errors: [
          {
            __typename: 'NotFoundError',
            code: 'NOT_FOUND',
            message: `there is no such ${model}`,
            path: ['id'],
          },
        ],
      });
      expect((await story.api.ask(`{ ${row}(id: "${id}") { id } }`)).body.data).toEqual({
        [row]: null,
      });
    });

    it(`create, update and delete several ${plural}`, async () => {
      const inputs = ['0', '1'].map(
        (each) => `{ ${create.replaceAll(/(?<=made|owner|new)/g, each)} }`,
      );
      const created = await story.write(
        `mutation { create${plural}(inputs: [${inputs.join(', ')}]) {
          ${rows} { id } affectedCount ${ERRORS} } }`,
      );
      expect(created[`create${plural}`]).toMatchObject({ affectedCount: 2, errors: [] });
      const ids = (created[`create${plural}`]?.[rows] as { readonly id: string }[]).map(
        ({ id }) => id,
      );
      const where = `where: { id: { in: ["${ids.join('", "')}"] } }`;
      const change = unique === 'name' && model === 'Tag' ? null : update;
      if (change !== null) {
        const updated = await story.write(
          `mutation { update${plural}(${where}, input: { ${change} }) {
            ${rows} { id version } affectedCount ${ERRORS} } }`,
        );
        expect(updated[`update${plural}`]).toEqual({
          [rows]: ids.map((id) => ({ id, version: 2 })),
          affectedCount: 2,
          errors: [],
        });
      }
      const deleted = await story.write(
        `mutation { delete${plural}(${where}) { deletedIds affectedCount ${ERRORS} } }`,
      );
      expect(deleted[`delete${plural}`]).toEqual({ deletedIds: ids, affectedCount: 2, errors: [] });
    });

    if (unique !== null) {
      it(`upsert a ${model}`, async () => {
        const name = model === 'Permission' ? 'upserted:x' : 'upserted';
        const input = create.replaceAll(/new:permission|new \w+|made/g, name);
        const change = update.replace('newer tag', 'UPSERTED');
        const document = `mutation { upsert${model}(by: { ${unique}: "${name}" },
          create: { ${input} }, update: { ${change} }) { ${row} { id version } ${ERRORS} } }`;
        const first = await story.write(document);
        const id = rowId(first[`upsert${model}`], row);
        const second = await story.write(document);
        expect(second[`upsert${model}`]).toEqual({ [row]: { id, version: 2 }, errors: [] });
      });
    }
  }

  it('offer no upsert without a unique field, and no restore without a soft delete', async () => {
    const { body } = await story.api.ask('{ __schema { mutationType { fields { name } } } }');
    const { fields } = (body.data as unknown as Schema).__schema.mutationType;
    const names = fields.map(({ name }) => name);
    const models = [...story.api.app.engine.catalog.values()];
    for (const { name, lookups, deletedAt } of models) {
      const has = (verb: string): boolean => names.includes(`${verb}${name}`);
      expect(has('upsert')).toBe(lookups.length > 0 && has('create') && has('update'));
      expect(has('restore')).toBe(deletedAt !== null && has('delete'));
    }
    const added = models.filter(({ name }) => !(name in MODELS));
    const known = names.filter((name) => !added.some((model) => isDerivedOf(model, name)));
    expect(known.filter((name) => /^(?:upsert|restore|purge)/.test(name)).sort()).toEqual(
      [
        'purgeUser',
        'restoreUser',
        'upsertPermission',
        'upsertRole',
        'upsertTag',
        'upsertUser',
      ].sort(),
    );
    // Six of each model, upserts, the restore and the purge, two of posts, six of signing in.
    expect(known).toHaveLength(6 * 6 + 6 + 2 + 6);
  });

  it.each(['id', 'createdAt', 'version', 'passwordHash', 'usernameKey', 'deletedAt', 'author'])(
    'never take %s in an input',
    async (field) => {
      for (const type of ['User', 'Post'].flatMap((model) => [
        `${model}CreateInput`,
        `${model}UpdateInput`,
      ])) {
        const { body } = await story.api.ask(
          `{ __type(name: "${type}") { inputFields { name description } } }`,
        );
        const fields = (body.data as unknown as InputType).__type.inputFields;
        expect(fields.map(({ name }) => name)).not.toContain(field);
        expect(fields.every(({ description }) => description !== null)).toBe(true);
      }
    },
  );
});

/** Whether a mutation is one that a model gets by itself. */
function isDerivedOf({ name, plural }: Model, field: string): boolean {
  const [, rows = ''] = /^(?:create|update|delete|upsert|restore)(.+)$/.exec(field) ?? [];
  return [name.toLowerCase(), plural.toLowerCase()].includes(rows.toLowerCase());
}

interface Schema {
  readonly __schema: {
    readonly mutationType: { readonly fields: readonly { readonly name: string }[] };
  };
}

interface InputType {
  readonly __type: {
    readonly inputFields: readonly { readonly name: string; readonly description: string | null }[];
  };
}
