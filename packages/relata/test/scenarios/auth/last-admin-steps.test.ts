import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { User } from '../../blog/models/index.js';
import type { RequestContext } from '../../../src/request/context.js';
import { lastAdmin } from '../../blog/last-admin.js';
import { changeRow } from '../../../src/writing/hand-written/change-row.js';
import { Accounts, key } from '../../support/accounts.js';
import { TestApi } from '../../support/api.js';
import { describeEachDatabase } from '../../support/databases.js';

@Resolver()
class Switches {
  @Mutation(() => Boolean, { description: 'Deactivates users one after the other.' })
  async switchOff(
    @Arg('ids', () => [ID]) ids: readonly string[],
    @Ctx() context: RequestContext,
  ): Promise<boolean> {
    for (const id of ids) {
      await changeRow(context, { model: User, id }, (user) => {
        user.isActive = false;
      });
    }
    return true;
  }
}

describeEachDatabase(
  'the last admin, through several changes of one document,',
  (database) => {
    let accounts: Accounts;
    let api: TestApi;
    beforeAll(async () => {
      accounts = await Accounts.start(database);
      api = await TestApi.start(database, { operations: [Switches] });
    });
    afterAll(async () => {
      await api.stop();
      await accounts.stop();
    });

    const ERRORS = 'errors { code }';
    const roles = (user: string, change: string, role: unknown): string =>
      `updateUser(id: ${user}, input: { roles: { ${change}: [${String(role)}] } }) { ${ERRORS} }`;
    const said = (...codes: readonly (string | null)[]): Readonly<Record<string, unknown>> => {
      const errors = codes.map((code) => ({ errors: code === null ? [] : [{ code }] }));
      return Object.fromEntries(errors.map((each, at) => ['abc'.charAt(at), each] as const));
    };

    it('stays where a document makes one and takes it away again, or names another in vain', async () => {
      const [first, second] = [
        key(await accounts.signUp('cleo')),
        key(await accounts.signUp('dora')),
      ];
      const [role] = await accounts.sql(`select id from rbac_roles where name = 'admin'`);
      const viewer = { userId: Number(first), permissions: ['user:update', 'role:update'] };
      const connect = (user: string): string => roles(user, 'connect', role?.['id']);
      const disconnect = (user: string): string => roles(user, 'disconnect', role?.['id']);
      const ask = (fields: string): Promise<unknown> =>
        api.data(`mutation { ${fields} }`, { viewer });
      // There never was one before.
      expect(await ask(`a: ${connect(first)} b: ${disconnect(first)}`)).toEqual(
        said('ROLLED_BACK', 'FORBIDDEN'),
      );
      expect(await ask(`a: ${connect(first)}`)).toEqual(said(null));
      expect(
        await ask(`a: ${disconnect(first)} b: ${connect(second)} c: ${disconnect(second)}`),
      ).toEqual(said('ROLLED_BACK', 'ROLLED_BACK', 'FORBIDDEN'));
      await accounts.sql('delete from user_roles');
    });

    it('stays where a field of several writes takes it away with the first', async () => {
      const admin = key(await accounts.signUpAs('admin', 'ada'));
      const other = key(await accounts.signUp('bob'));
      const viewer = { userId: Number(admin), permissions: ['user:update'] };
      const active = (): Promise<unknown> =>
        accounts.sql('select id, version from users where is_active order by id');
      const before = await active();
      for (const ids of [
        [admin, other],
        [other, admin],
        [admin, other, admin],
      ]) {
        const { body } = await api.ask(`mutation { switchOff(ids: [${ids.join()}]) }`, { viewer });
        expect(body.errors).toMatchObject([
          {
            message: lastAdmin.message,
            path: ['switchOff'],
            extensions: { code: 'FORBIDDEN' },
          },
        ]);
        expect(await active()).toEqual(before);
      }
      expect(await api.data(`mutation { switchOff(ids: [${other}]) }`, { viewer })).toEqual({
        switchOff: true,
      });
    });
  },
  { seeded: true },
);
