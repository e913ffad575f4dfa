import { Collection, type Ref } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { GraphQLDateTime } from 'graphql-scalars';
import { Field } from 'type-graphql';
import {
  Access,
  BaseModel,
  BelongsTo,
  BelongsToMany,
  can,
  everyone,
  Model,
  MutableModel,
  own,
  withSession,
} from 'relata';
import { describeEachDatabase } from '../../../src/testing/describe-each-database.js';
import { type Decorate, makeModel } from '../../support/models/made-model.js';
import { refusal, URLS } from '../../support/refusal.js';

@Model({ description: 'Somebody.' })
@Access<Account>({
  read: everyone,
  readDeleted: can('account:read-deleted'),
  delete: everyone,
  purge: can('account:purge'),
})
class Account extends MutableModel {
  @Property({ type: 'string' })
  @Field({ description: 'The name.' })
  name!: string;

  @Property({ type: 'datetime', nullable: true })
  @Field(() => GraphQLDateTime, { nullable: true, description: 'Since when it is deleted.' })
  deletedAt?: Date | null;

  @BelongsToMany(() => Label, { through: 'account_labels', description: 'What it is.' })
  labels = new Collection<Label>(this);
}

@Model({ description: 'What accounts are.' })
@Access<Label>({ read: everyone })
class Label extends BaseModel {
  @Property({ type: 'datetime', nullable: true })
  @Field(() => GraphQLDateTime, { nullable: true, description: 'Since when it is deleted.' })
  deletedAt?: Date | null;
}

@Model({ description: 'What somebody wrote.' })
@Access<Note>({
  read: everyone,
  readDeleted: everyone,
  delete: can('note:delete'),
  purge: everyone,
})
class Note extends BaseModel {
  @BelongsTo(() => Account, { description: 'Whose.' })
  account!: Ref<Account>;

  @Property({ type: 'datetime', nullable: true })
  @Field(() => GraphQLDateTime, { nullable: true, description: 'Since when it is deleted.' })
  deletedAt?: Date | null;
}

@Model({ description: 'What stands below a note.' })
@Access<Remark>({ read: everyone, delete: own('note.account') })
class Remark extends BaseModel {
  @BelongsTo(() => Note, { description: 'On what.' })
  note!: Ref<Note>;
}

@Model({ description: 'What somebody won.' })
@Access<Prize>({ read: everyone })
class Prize extends BaseModel {
  @BelongsTo(() => Account, { nullable: true, onDelete: 'set null', description: 'Whose.' })
  account?: Ref<Account> | null;
}

@Model({ description: 'What somebody owes.' })
@Access<Bill>({ read: everyone })
class Bill extends BaseModel {
  @BelongsTo(() => Account, { onDelete: 'restrict', description: 'Whose.' })
  account!: Ref<Account>;
}

const ALL = ['account:read-deleted', 'account:purge', 'note:delete'];
/** Of each database, one time. */
const THEN = { sqlite: '1767225600000', postgresql: `'2026-01-01T00:00:00Z'` } as const;
const TABLES = ['accounts', 'labels', 'account_labels', 'notes', 'remarks', 'prizes', 'bills'];

describeEachDatabase(
  'a row that was deleted',
  { application: { models: [Account, Label, Note, Remark, Prize, Bill] } },
  (app) => {
    const run = (statements: readonly string[]): Promise<void> =>
      withSession(app.app, async (em) => {
        for (const statement of statements) {
          await em.execute(statement);
        }
      });
    beforeEach(async () => {
      const then = THEN[app.database.dialect];
      await run([
        ...TABLES.toReversed().map((table) => `delete from ${table}`),
        `insert into accounts (id, name, deleted_at) values
          (1, 'living', null), (2, 'dead', ${then}), (3, 'owing', ${then}), (4, 'noted', ${then})`,
        `insert into labels (id) values (1)`,
        `insert into account_labels (account_id, label_id) values (1, 1), (2, 1)`,
        `insert into notes (id, account_id, deleted_at) values (1, 1, null), (2, 2, null), (3, 2, ${then}), (4, 4, null)`,
        `insert into remarks (id, note_id) values (1, 2), (2, 4)`,
        `insert into prizes (id, account_id) values (1, 1), (2, 2)`,
        `insert into bills (id, account_id) values (1, 3)`,
      ]);
    });

    /** How many rows there are in each table. */
    const counts = async (): Promise<readonly number[]> =>
      await withSession(app.app, async (em) => {
        const found: number[] = [];
        for (const table of TABLES) {
          const [row] = await em.execute<readonly { n: unknown }[]>(
            `select count(*) as n from ${table}`,
          );
          found.push(Number(row?.n));
        }
        return found;
      });
    const BEFORE = [4, 1, 2, 4, 2, 2, 1];

    const purge = async (
      id: number,
      { permissions = ALL, userId = 2 }: { permissions?: string[]; userId?: number | null } = {},
    ): Promise<unknown> => {
      const query = `mutation { purgeAccount(id: ${String(id)}) { deletedId errors { code path message } } }`;
      const { body, status } = await app.ask(query, { viewer: { userId, permissions } });
      const data = body.data as { purgeAccount: unknown } | null;
      return data?.purgeAccount ?? [status, body.errors?.[0]?.extensions?.['code']];
    };
    const refused = (code: string, message: unknown = expect.any(String)): unknown => ({
      deletedId: null,
      errors: [{ code, path: ['id'], message }],
    });

    it('goes for good, with what hangs on it, and lets go of the rest', async () => {
      expect(await purge(2)).toEqual({ deletedId: 'account_2', errors: [] });
      expect(await counts()).toEqual([3, 1, 1, 2, 1, 2, 1]);
      expect(await app.data('{ prizes { nodes { id account { id } } } }')).toEqual({
        prizes: {
          nodes: [
            { id: 'prize_1', account: { id: 'account_1' } },
            { id: 'prize_2', account: null },
          ],
        },
      });
      expect(await purge(2)).toEqual(refused('NOT_FOUND'));
    });

    it('is told of by a dry run, which leaves it', async () => {
      const { body } = await app.ask('mutation { purgeAccount(id: 2) { deletedId } }', {
        viewer: { userId: 2, permissions: ALL },
        headers: { 'x-dry-run': 'true' },
      });
      expect(body.data).toEqual({ purgeAccount: { deletedId: 'account_2' } });
      const told = body.extensions?.['changes'] as readonly { operation: string; id: string }[];
      expect(told.map(({ operation, id }) => `${operation} ${id}`).sort()).toEqual([
        'DELETE account_2',
        'DELETE note_2',
        'DELETE note_3',
        'DELETE remark_1',
        'UPDATE prize_2',
      ]);
      expect(await counts()).toEqual(BEFORE);
    });

    it('stays where it is not seen, not for the viewer to purge, or not deleted', async () => {
      expect(await purge(1)).toEqual(refused('NOT_FOUND'));
      expect(await purge(9)).toEqual(refused('NOT_FOUND'));
      expect(await purge(2, { permissions: ['account:purge', 'note:delete'] })).toEqual(
        refused('NOT_FOUND'),
      );
      expect(await purge(2, { permissions: ['account:read-deleted', 'note:delete'] })).toEqual(
        refused('FORBIDDEN', 'you may not purge this Account'),
      );
      expect(await purge(2, { userId: null, permissions: [] })).toEqual([401, 'UNAUTHENTICATED']);
      expect(await counts()).toEqual(BEFORE);
    });

    it('stays where what hangs on it may not go, or does not let it', async () => {
      expect(await purge(3)).toEqual(refused('VALIDATION', 'is still used by a Bill'));
      expect(await purge(2, { permissions: ['account:read-deleted', 'account:purge'] })).toEqual(
        refused('FORBIDDEN', 'you may not delete a Note that goes with it'),
      );
      expect(await purge(4)).toEqual(
        refused('FORBIDDEN', 'you may not delete a Remark that goes with it'),
      );
      expect(await counts()).toEqual(BEFORE);
    });

    it('is gone with the rest of its document, or not at all', async () => {
      const query =
        'mutation { a: purgeAccount(id: 2) { deletedId } b: purgeAccount(id: 3) { deletedId } }';
      expect(await app.data(query, { viewer: { userId: 2, permissions: ALL } })).toEqual({
        a: { deletedId: null },
        b: { deletedId: null },
      });
      expect(await counts()).toEqual(BEFORE);
    });

    it('goes by the hand of nobody in particular, where everybody may', async () => {
      const query = 'mutation { purgeNote(id: 3) { deletedId errors { code } } }';
      expect(await app.data(query, { viewer: { userId: null } })).toEqual({
        purgeNote: { deletedId: 'note_3', errors: [] },
      });
    });

    it('has no such mutation where no rule speaks of it', () => {
      const fields = Object.keys(app.app.schema.getMutationType()?.getFields() ?? {});
      expect(fields.filter((name) => name.startsWith('purge'))).toEqual([
        'purgeAccount',
        'purgeNote',
      ]);
    });
  },
);

const softDeleted: Decorate = (prototype) => {
  Property({ type: 'datetime', nullable: true })(prototype, 'deletedAt');
};

describe('the start', () => {
  it.each([
    [
      'rows that are never soft-deleted',
      (): undefined => undefined,
      { readDeleted: everyone },
      'StartupError: Made: its policy says who may purge rows, and no row is soft-deleted: leave purge out, or add a column deletedAt',
    ],
    [
      'rows that nobody finds',
      softDeleted,
      {},
      'StartupError: Made: its policy says who may purge rows, which nobody finds: say who may read deleted rows by readDeleted',
    ],
    [
      'rows of nobody',
      softDeleted,
      { readDeleted: everyone, purge: own('owner') },
      'StartupError: Made: a policy names a relation owner that is not there',
    ],
  ])('refuses a purge of %s', async (_what, decorate, more, message) => {
    const model = makeModel(decorate);
    Access({ read: everyone, purge: everyone, ...more })(model);
    expect(await refusal(model, URLS[0])).toBe(message);
  });
});
