import { lastAdmin } from '../../blog/last-admin.js';
import { Accounts, type Grant, key } from '../../support/accounts.js';
import { describeEachDatabase } from '../../support/databases.js';

const ERRORS = 'errors { __typename code message path }';

describeEachDatabase(
  'the last admin',
  (database) => {
    let accounts: Accounts;
    let ada: Grant;
    let bob: Grant;
    const ids: Record<string, string> = {};
    beforeAll(async () => {
      accounts = await Accounts.start(database);
      ada = await accounts.signUpAs('admin', 'ada');
      bob = await accounts.signUp('bob');
      for (const table of ['roles', 'permissions']) {
        for (const { id, name } of await accounts.sql(`select id, name from rbac_${table}`)) {
          ids[String(name)] = String(id);
        }
      }
    });
    afterAll(() => accounts.stop());

    const ask = async (
      mutation: string,
      token = ada.accessToken,
    ): Promise<Record<string, unknown>> => {
      const { body, text } = await accounts.as(token, mutation);
      expect({ text, errors: body.errors }).toEqual({ text, errors: undefined });
      return body.data as unknown as Record<string, unknown>;
    };
    const contents = async (): Promise<unknown> => [
      await accounts.sql('select id, is_active, deleted_at, version from users order by id'),
      await accounts.sql('select * from user_roles order by 1, 2'),
      await accounts.sql('select id, name from rbac_roles order by 1'),
      await accounts.sql('select id, name from rbac_permissions order by 1'),
      await accounts.sql('select role_id, permission_id from rbac_role_permission order by 1, 2'),
    ];
    const admin = (): string => `id: ${key(ada)}`;
    const refusal = {
      __typename: 'ForbiddenError',
      code: 'FORBIDDEN',
      message: lastAdmin.message,
      path: [],
    };

    it.each([
      [
        'loses the role',
        () => `updateUser(${admin()}, input: { roles: { disconnect: [${ids['admin'] ?? ''}] } })`,
      ],
      [
        'gets other roles',
        () => `updateUser(${admin()}, input: { roles: { set: [${ids['author'] ?? ''}] } })`,
      ],
      ['is deactivated', () => `updateUser(${admin()}, input: { isActive: false })`],
      ['is deleted', () => `deleteUser(${admin()})`],
      ['is deleted with others', () => 'deleteUsers(where: {})'],
      ['is deactivated with others', () => 'updateUsers(where: {}, input: { isActive: false })'],
      [
        'is deactivated by an upsert',
        () =>
          `upsertUser(by: { username: "ada" }, create: { username: "x", email: "x@x.org", password: "a long secret" }, update: { isActive: false })`,
      ],
      ['loses the role to its deletion', () => `deleteRole(id: ${ids['admin'] ?? ''})`],
      [
        'loses the role to its renaming',
        () => `updateRole(id: ${ids['admin'] ?? ''}, input: { name: "boss" })`,
      ],
      [
        'loses a permission of the role',
        () =>
          `updateRole(id: ${ids['admin'] ?? ''}, input: { permissions: { disconnect: [${ids['role:update'] ?? ''}] } })`,
      ],
      [
        'loses all permissions of the role',
        () => `updateRole(id: ${ids['admin'] ?? ''}, input: { permissions: { set: [] } })`,
      ],
      [
        'loses a permission to its deletion',
        () => `deletePermission(id: ${ids['user:update'] ?? ''})`,
      ],
      [
        'loses a permission to its renaming',
        () => `updatePermission(id: ${ids['role:create'] ?? ''}, input: { name: "role:make" })`,
      ],
    ])('stays when it %s', async (_title, mutation) => {
      const before = await contents();
      const field = mutation();
      const alone = await ask(`mutation { it: ${field} { ${ERRORS} } }`);
      expect(alone).toEqual({ it: { errors: [refusal] } });
      const independent = await ask(`mutation @independent { it: ${field} { ${ERRORS} } }`);
      expect(independent).toEqual({ it: { errors: [refusal] } });
      const among = await ask(`mutation {
        before: updateUser(id: ${key(bob)}, input: { isActive: false }) { ${ERRORS} }
        it: ${field} { ${ERRORS} }
        after: createTag(input: { name: "t" }) { ${ERRORS} } }`);
      expect(among).toMatchObject({
        before: { errors: [{ code: 'ROLLED_BACK' }] },
        it: { errors: [refusal] },
        after: { errors: [{ code: 'ROLLED_BACK' }] },
      });
      expect(await contents()).toEqual(before);
      expect(await accounts.whoIs(ada.accessToken)).toBe('ada');
    });

    it('may go when the same document names another', async () => {
      const swap = await ask(`mutation {
        a: updateUser(${admin()}, input: { roles: { disconnect: [${ids['admin'] ?? ''}] } }) { ${ERRORS} }
        b: updateRole(id: ${ids['reader'] ?? ''}, input: { description: "reads" }) { ${ERRORS} }
        c: updateUser(id: ${key(bob)}, input: { roles: { connect: [${ids['admin'] ?? ''}] } }) { ${ERRORS} } }`);
      expect(swap).toEqual({ a: { errors: [] }, b: { errors: [] }, c: { errors: [] } });
      const back = await ask(
        `mutation {
          c: updateUser(${admin()}, input: { roles: { connect: [${ids['admin'] ?? ''}] } }) { ${ERRORS} }
          a: updateUser(id: ${key(bob)}, input: { roles: { disconnect: [${ids['admin'] ?? ''}] } }) { ${ERRORS} } }`,
        bob.accessToken,
      );
      expect(back).toEqual({ c: { errors: [] }, a: { errors: [] } });
    });

    it('is one of two who remove each other at once', async () => {
      for (let round = 0; round < 5; round += 1) {
        await ask(
          `mutation { updateUser(id: ${key(bob)}, input: { roles: { connect: [${ids['admin'] ?? ''}] } }) { ${ERRORS} } }`,
        );
        const off = (grant: Grant): string =>
          `mutation { updateUser(id: ${key(grant)}, input: { roles: { disconnect: [${ids['admin'] ?? ''}] } }) { ${ERRORS} } }`;
        await Promise.all([
          accounts.as(ada.accessToken, off(bob)),
          accounts.as(bob.accessToken, off(ada)),
        ]);
        const left = await accounts.sql(
          `select user_id from user_roles where role_id = ${ids['admin'] ?? ''}`,
        );
        expect(left).toHaveLength(1);
        if (String(left[0]?.['user_id']) !== key(ada)) {
          await accounts.sql(
            `update user_roles set user_id = ${key(ada)} where role_id = ${ids['admin'] ?? ''}`,
          );
        }
      }
    });

    it('stays, and nobody waits in vain, when more than there are connections remove it', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () =>
          ask(`mutation { it: updateUser(${admin()}, input: { isActive: false }) { ${ERRORS} } }`),
        ),
      );
      expect(answers).toEqual(answers.map(() => ({ it: { errors: [refusal] } })));
    });

    it('costs a document nothing that does not touch users, roles or permissions', async () => {
      const plain = await accounts.as(
        ada.accessToken,
        `mutation { updateUser(id: ${key(bob)}, input: { username: "bobby" }) { ${ERRORS} } }`,
      );
      const watched = await accounts.as(
        ada.accessToken,
        `mutation { updateUser(id: ${key(bob)}, input: { isActive: true }) { ${ERRORS} } }`,
      );
      const asked = ({ statements }: typeof plain): number =>
        statements.filter(({ sql }) => /advisory|rbac_roles r/.test(sql)).length;
      expect(asked(plain)).toBe(0);
      expect(asked(watched)).toBe(database.dialect === 'sqlite' ? 2 : 3);
    });

    it('is not asked for where there never was one', async () => {
      await accounts.sql(`delete from user_roles where role_id = ${ids['admin'] ?? ''}`);
      const gone = await ask(
        `mutation { deleteUser(id: ${key(bob)}) { ${ERRORS} } }`,
        bob.accessToken,
      );
      expect(gone).toEqual({ deleteUser: { errors: [] } });
    });
  },
  { seeded: true },
);
