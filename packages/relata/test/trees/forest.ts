import { sql } from 'kysely';
import { withSession } from '../../src/request/session.js';
import type { TestApp } from '../../src/testing/test-app.js';
import { Folder, Person } from '../archive/folders.js';

/** Who may do everything with folders. */
export const KEEPER = {
  userId: 1,
  permissions: ['create', 'update', 'delete', 'read'].map((verb) => `folder:${verb}`),
};

/** The key of the first folder that is planted: above those that the database makes. */
export const FIRST = 100_001;

/** Empties the tables of folders and fills them: each label with that of the folder it is in. */
export async function plant(
  app: TestApp,
  parents: Readonly<Record<string, string | null>>,
): Promise<void> {
  await withSession(app.app, async (em) => {
    await sql`update folders set parent_id = null`.execute(em.getKysely());
    await em.nativeDelete(Folder, {});
    await em.nativeDelete(Person, {});
    em.create(Person, { id: 1, name: 'keeper' } as never);
    await em.flush();
    const made = new Map<string, Folder>();
    for (const [index, [label, parent]] of Object.entries(parents).entries()) {
      const above = parent === null ? null : made.get(parent);
      made.set(
        label,
        em.create(Folder, { id: FIRST + index, label, keeper: 1, parent: above } as never),
      );
    }
  });
}

/** Each label with that of the folder it is in, deleted ones among them. */
export async function parentsIn(app: TestApp): Promise<Readonly<Record<string, string | null>>> {
  const rows = await withSession(app.app, async (em) => {
    const found = await sql<{ label: string; above: string | null }>`
      select f.label, p.label as above from folders as f left join folders as p on p.id = f.parent_id
      order by f.id`.execute(em.getKysely());
    return found.rows;
  });
  return Object.fromEntries(rows.map(({ label, above }) => [label, above]));
}
