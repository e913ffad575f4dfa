import { parseArgs } from 'node:util';
import { createMigration } from '../database/migrations/migration-files.js';
import { forEachDialect } from './offline-orms.js';

// `npm run migration:create -- --name add_comments`: the files of both dialects, offline.
const { values } = parseArgs({ options: { name: { type: 'string' } } });
const { name } = values;

if (name === undefined || !/^\w+$/.test(name)) {
  process.stderr.write(
    'Say what the migration does, in letters, digits and _: --name add_comments\n',
  );
  process.exitCode = 1;
} else {
  let first: string | null = null;
  await forEachDialect(async (orm, dialect) => {
    const file = await createMigration(orm, name, first);
    first ??= file;
    const line = file === null ? `${dialect}: nothing to do` : `migrations/${dialect}/${file}`;
    process.stdout.write(`${line}\n`);
  });
}
