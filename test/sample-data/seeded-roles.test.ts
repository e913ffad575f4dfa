import { Permission, Role, User } from '../../src/models/index.js';
import { SAMPLE_ROLES, SEEDED_PERMISSIONS } from '../../src/sample-data/roles.js';
import { fillSampleData } from '../../src/sample-data/sample-data.js';
import { SPEC_COUNTS, seedDatabase } from '../../src/sample-data/seed-database.js';
import { withSession } from '../../packages/relata/src/request/session.js';
import { describeEachDatabase, type TestDatabase } from '../databases.js';
import { newUser } from '../rows.js';

/** The last migration before those that write roles and permissions. */
const BEFORE_ROLES = 'Migration20261121033110_add_sign_in';

async function rolesOf({ orm }: TestDatabase): Promise<unknown> {
  const roles = await orm.em
    .fork()
    .find(Role, {}, { populate: ['permissions'], orderBy: { id: 'asc' } });
  return roles.map(({ name, description, permissions }) => ({
    name,
    description: description ?? null,
    permissions: permissions
      .getItems()
      .map((permission) => permission.name)
      .sort(),
  }));
}

const sorted = SAMPLE_ROLES.map((role) => ({ ...role, permissions: [...role.permissions].sort() }));

describeEachDatabase('the seeded roles', (database) => {
  it('are those of the sample data', async () => {
    expect(await rolesOf(database)).toEqual(sorted);
    const permissions = await database.orm.em
      .fork()
      .find(Permission, {}, { orderBy: { id: 'asc' } });
    expect(permissions.map(({ name, description }) => ({ name, description }))).toEqual(
      SEEDED_PERMISSIONS,
    );
  });

  it('go with their migrations, unless somebody uses them', async () => {
    const { orm } = database;
    await orm.migrator.down({ to: BEFORE_ROLES });
    expect(await rolesOf(database)).toEqual([]);
    expect(await orm.em.fork().count(Permission)).toBe(0);
    await withSession(database, async (em) => {
      const own = em.create(Permission, { name: 'post:read', description: 'Mine' });
      em.create(Role, { name: 'editor', description: 'Mine', permissions: [own] });
      await em.flush();
    });
    await orm.migrator.up();
    const roles = (await rolesOf(database)) as { readonly name: string }[];
    expect(roles.find(({ name }) => name === 'editor')).toEqual({
      name: 'editor',
      description: 'Mine',
      permissions: ['post:read'],
    });
    expect(roles.filter(({ name }) => name !== 'editor')).toEqual(
      sorted.filter(({ name }) => name !== 'editor'),
    );
    await withSession(database, async (em) => {
      const user = newUser(em, 'ada');
      user.roles.add(await em.findOneOrFail(Role, { name: 'author' }));
      await em.flush();
    });
    await orm.migrator.down({ to: BEFORE_ROLES });
    expect(await rolesOf(database)).toEqual([
      { name: 'editor', description: 'Mine', permissions: ['post:read'] },
      {
        name: 'author',
        description: 'Writes, and keeps the tags tidy',
        permissions: ['tag:update'],
      },
    ]);
    expect(await orm.em.fork().count(User, { roles: { name: 'author' } })).toBe(1);
    await orm.migrator.up();
    expect(await orm.em.fork().count(Role)).toBe(4);
    expect(await orm.em.fork().count(Permission)).toBe(SEEDED_PERMISSIONS.length);
  });
});

describeEachDatabase('sample data over the seeded roles', (database) => {
  it('uses them', async () => {
    expect(await fillSampleData(database.orm)).toBe(true);
    expect(await rolesOf(database)).toEqual(sorted);
    expect(await database.orm.em.fork().count(User, { roles: { name: 'admin' } })).toBeGreaterThan(
      0,
    );
  });
});

describeEachDatabase('generated data over the seeded roles', (database) => {
  it('adds what is missing, and ends with 5 roles and 40 permissions', async () => {
    const counts = { ...SPEC_COUNTS, users: 20, posts: 20, tags: 5 };
    const summary = await seedDatabase(database.orm, { ...counts, seed: 1, force: false });
    expect(summary).toMatchObject({ roles: 1, permissions: 24 });
    const em = database.orm.em.fork();
    expect([await em.count(Role), await em.count(Permission)]).toEqual([5, 40]);
    const admin = await em.findOneOrFail(Role, { name: 'admin' }, { populate: ['permissions'] });
    expect(admin.permissions.length).toBe(40);
  });
});
