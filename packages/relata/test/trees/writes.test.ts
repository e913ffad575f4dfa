import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { changeRow, type Outcome, payloadOf, type RequestContext, RuleError } from 'relata';
import { withSession } from '../../src/request/session.js';
import { describeEachDatabase } from '../../src/testing/describe-each-database.js';
import { archive } from '../archive/archive.js';
import { Folder, Person } from '../archive/folders.js';
import { FIRST, KEEPER, parentsIn, plant } from './forest.js';

const FolderPayload = payloadOf(Folder);

@Resolver()
class Moves {
  @Mutation(() => FolderPayload, { nullable: true })
  async moveFolder(
    @Arg('id', () => ID) id: string,
    @Arg('into', () => ID) into: string,
    @Ctx() context: RequestContext,
  ): Promise<Outcome> {
    const parent = await context.em.findOneOrFail(Folder, { label: into });
    return await changeRow(context, { model: Folder, id }, (folder) => {
      Object.assign(folder, { parent });
    });
  }
}

/** `a` is above `b`, that above `c`, and that above `d`; `z` is by itself. */
const CHAIN = { a: null, b: 'a', c: 'b', d: 'c', z: null };
const [A, B, C, D, Z] = [0, 1, 2, 3, 4].map((at) => `"folder_${String(FIRST + at)}"`) as [
  string,
  string,
  string,
  string,
  string,
];
const CIRCLE = 'would make a Folder its own ancestor';

describeEachDatabase(
  'a row of a tree',
  { application: { ...archive, operations: [Moves] } },
  (app) => {
    beforeEach(() => plant(app, CHAIN));

    const write = async (
      field: string,
      headers: Readonly<Record<string, string>> = {},
    ): Promise<{
      readonly errors: readonly (readonly string[])[];
      readonly statements: readonly string[];
    }> => {
      const { body, statements } = await app.ask(
        `mutation { it: ${field} { errors { code message path } } }`,
        { viewer: KEEPER, headers },
      );
      expect(body.errors).toBeUndefined();
      const { it: payload } = body.data as unknown as {
        it: { errors: readonly { code: string; message: string; path: readonly string[] }[] };
      };
      return {
        errors: payload.errors.map(({ code, message, path }) => [code, message, path.join('.')]),
        statements: statements.map(({ sql }) => sql),
      };
    };

    it.each([
      [
        'itself',
        `updateFolder(id: ${A}, input: { parent: { connect: ${A} } })`,
        'input.parent.connect',
      ],
      [
        'one below it',
        `updateFolder(id: ${A}, input: { parent: { connect: ${D} } })`,
        'input.parent.connect',
      ],
      [
        'one above it as its child',
        `updateFolder(id: ${C}, input: { children: { connect: [${Z}, ${A}] } })`,
        'input.children.connect.1',
      ],
      [
        'one above it as its only child',
        `updateFolder(id: ${C}, input: { children: { set: [${B}] } })`,
        'input.children.set.0',
      ],
      [
        'one that is found',
        `updateFolder(id: ${C}, input: { children: { connectOrCreate: [{ where: { label: "a" }, create: { label: "n", isSecret: false, keeper: { connect: "person_1" } } }] } })`,
        'input.children.connectOrCreate.0',
      ],
      [
        'new, both below and above',
        `createFolder(input: { label: "n", isSecret: false, keeper: { connect: "person_1" }, parent: { connect: ${D} }, children: { connect: [${A}] } })`,
        'input.children.connect.0',
      ],
      [
        'one below a new one',
        `updateFolder(id: ${C}, input: { children: { create: [{ label: "n", isSecret: false, keeper: { connect: "person_1" }, children: { connect: [${A}] } }] } })`,
        'input.children.create.0.children.connect.0',
      ],
      [
        'a new one above it that is below',
        `updateFolder(id: ${A}, input: { parent: { create: { label: "n", isSecret: false, keeper: { connect: "person_1" }, parent: { connect: ${B} } } } })`,
        'input.parent.create',
      ],
      [
        'one further down the input',
        `updateFolder(id: ${A}, input: { children: { update: [{ id: ${B}, input: { children: { update: [{ id: ${C}, input: { children: { connect: [${A}] } } }] } } }] } })`,
        'input.children.update.0.input.children.update.0.input.children.connect.0',
      ],
      [
        'one that is changed or created',
        `updateFolder(id: ${A}, input: { children: { upsert: [{ by: { label: "b" }, create: { label: "n", isSecret: false, keeper: { connect: "person_1" } }, update: { children: { connect: [${A}] } } }] } })`,
        'input.children.upsert.0.update.children.connect.0',
      ],
      [
        'several, each its own way',
        `updateFolders(updates: [{ id: ${Z}, input: { parent: { connect: ${D} } } }, { id: ${A}, input: { parent: { connect: ${Z} } } }])`,
        'updates.1.input.parent.connect',
      ],
      [
        'several alike',
        `updateFolders(where: { label: { in: ["b", "z"] } }, input: { parent: { connect: ${D} } })`,
        'input.parent.connect',
      ],
      [
        'one that is found or made',
        `upsertFolder(by: { label: "a" }, create: { isSecret: false, label: "a", keeper: { connect: "person_1" } }, update: { parent: { connect: ${C} } })`,
        'update.parent.connect',
      ],
      ['one written by hand', `moveFolder(id: ${A}, into: "c")`, 'id'],
    ])('is not put below itself: %s', async (_, field, path) => {
      const { errors } = await write(field);
      expect(errors).toEqual([['VALIDATION', CIRCLE, path]]);
      expect(await parentsIn(app)).toEqual(CHAIN);
      const { errors: rehearsed } = await write(field, { 'x-dry-run': 'true' });
      expect(rehearsed).toEqual(errors);
    });

    it('is not put below itself by way of rows that are deleted', async () => {
      expect((await write(`deleteFolder(id: ${B})`)).errors).toEqual([]);
      const { errors } = await write(
        `updateFolder(id: ${A}, input: { parent: { connect: ${C} } })`,
      );
      expect(errors).toEqual([['VALIDATION', CIRCLE, 'input.parent.connect']]);
      expect((await write(`restoreFolder(id: ${B})`)).errors).toEqual([]);
      expect(await parentsIn(app)).toEqual(CHAIN);
    });

    it('is not new, and tied to new ones that are tied to it', async () => {
      const made = withSession(app.app, (em) => {
        const keeper = em.getReference(Person, 1, { wrapped: true });
        const [n, m] = ['n', 'm'].map((label) => em.create(Folder, { label, keeper }));
        Object.assign(n ?? {}, { parent: m });
        Object.assign(m ?? {}, { parent: n });
        return Promise.resolve();
      });
      await expect(made).rejects.toThrow(new RuleError(CIRCLE));
      expect(await parentsIn(app)).toEqual(CHAIN);
    });

    it('is not put below new ones of which one is put below it by a row that is not loaded', async () => {
      const made = withSession(app.app, async (em) => {
        const keeper = em.getReference(Person, 1, { wrapped: true });
        const a = await em.findOneOrFail(Folder, { label: 'a' });
        const d = em.getReference(Folder, Number(D.slice(8, -1)), { wrapped: true });
        const m = em.create(Folder, { label: 'm', keeper, parent: d });
        const n = em.create(Folder, { label: 'n', keeper });
        Object.assign(n, { parent: m });
        Object.assign(a, { parent: n });
      });
      await expect(made).rejects.toThrow(new RuleError(CIRCLE));
      expect(await parentsIn(app)).toEqual(CHAIN);
    });

    it('is not made of the one above it, where that has its key', async () => {
      expect((await write('createTopic(input: { code: "t", alias: "old" })')).errors).toEqual([]);
      const again = '{ code: "t", alias: "new", wider: { connect: "topic_t" } }';
      expect((await write(`createTopic(input: ${again})`)).errors).toEqual([
        ['NOT_UNIQUE', 'this code is taken', 'input.code'],
      ]);
      expect(await app.data('{ topic(id: "topic_t") { alias wider { id } } }')).toEqual({
        topic: { alias: 'old', wider: null },
      });
    });

    it('takes the place of one above it once that has left', async () => {
      const { errors } = await write(
        `updateFolders(updates: [{ id: ${A}, input: { parent: { connect: ${D} } } }, { id: ${B}, input: { parent: { disconnect: true } } }])`,
      );
      expect(errors).toEqual([]);
      expect(await parentsIn(app)).toEqual({ ...CHAIN, a: 'd', b: null });
    });

    it('is left out where others are created all the same', async () => {
      const made = (label: string, rest = ''): string =>
        `{ label: "${label}", isSecret: false, keeper: { connect: "person_1" } ${rest} }`;
      const closing = made('n', `parent: { connect: ${D} }, children: { connect: [${A}] }`);
      const { errors } = await write(
        `createFolders(errorPolicy: CONTINUE, inputs: [${made('m')}, ${closing}])`,
      );
      expect(errors).toEqual([['VALIDATION', CIRCLE, 'inputs.1.children.connect.0']]);
      expect(await parentsIn(app)).toEqual({ ...CHAIN, m: null });
    });

    it('is guarded in scripts, too', async () => {
      const move = withSession(app.app, async (em) => {
        const [a, c] = await em.find(Folder, { label: ['a', 'c'] }, { orderBy: { label: 'asc' } });
        Object.assign(a ?? {}, { parent: c });
      });
      await expect(move).rejects.toThrow(new RuleError(CIRCLE));
      expect(await parentsIn(app)).toEqual(CHAIN);
    });

    it('costs nothing more where it is not moved', async () => {
      const isGuard = (sql: string): boolean => /recursive|advisory/.test(sql);
      const unmoved = [
        `updateFolder(id: ${B}, input: { pages: 7 })`,
        `updateFolder(id: ${B}, input: { parent: { disconnect: true }, children: { disconnect: [${C}] } })`,
        `createFolder(input: { label: "n", isSecret: false, keeper: { connect: "person_1" }, parent: { connect: ${D} } })`,
        `updateFolder(id: ${A}, input: { children: { create: [{ label: "m", isSecret: false, keeper: { connect: "person_1" } }] } })`,
        `createFolder(input: { label: "k", isSecret: false, keeper: { connect: "person_1" }, children: { create: [{ label: "l", isSecret: false, keeper: { connect: "person_1" } }] } })`,
        `deleteFolder(id: ${A})`,
      ];
      for (const field of unmoved) {
        const { errors, statements } = await write(field);
        expect(errors).toEqual([]);
        expect(statements.filter(isGuard)).toEqual([]);
      }
      const { errors, statements } = await write(
        `updateFolders(where: { label: { in: ["b", "c", "d"] } }, input: { parent: { connect: ${Z} } })`,
      );
      expect(errors).toEqual([]);
      const guards = statements.filter(isGuard);
      expect(guards).toHaveLength(app.app.settings.database.dialect === 'sqlite' ? 1 : 2);
      expect(guards.at(-1)).toContain('recursive');
    });
  },
);
