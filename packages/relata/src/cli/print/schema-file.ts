import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type GraphQLSchema, printSchema } from 'graphql';
import type { Application } from '../../application.js';
import { withOfflineApp } from '../offline-app.js';

/** Where the printed schema is kept: in the folder of the application. */
export const SCHEMA_FILE = 'schema.graphql';

const HEAD = '# Printed by `npm run print-schema` from the models. Changes by hand are lost.\n\n';

/** The text of `schema.graphql`. The schema is sorted: the order of models and fields makes no difference. */
export function schemaText(schema: GraphQLSchema): string {
  return `${HEAD}${printSchema(schema)}\n`;
}

/**
 * Writes the schema of an application to `schema.graphql`, or says how the file differs.
 * @param check - only compare
 * @param file - another file
 * @returns the exit code
 */
export async function printSchemaFile(
  application: Application,
  check: boolean,
  file = SCHEMA_FILE,
): Promise<number> {
  const text = await withOfflineApp(application, ({ schema }) => schemaText(schema));
  if (!check) {
    writeFileSync(file, text);
    process.stdout.write('schema.graphql is written\n');
    return 0;
  }
  const line = firstDifference(existsSync(file) ? readFileSync(file, 'utf8') : '', text);
  if (line === null) {
    process.stdout.write('schema.graphql is what the models say\n');
    return 0;
  }
  process.stderr.write(
    `schema.graphql differs from the models, first in line ${String(line)}: run npm run print-schema and commit it\n`,
  );
  return 1;
}

/** Number of the first line in which two texts differ; null when they are the same. */
function firstDifference(kept: string, printed: string): number | null {
  if (kept === printed) {
    return null;
  }
  const lines = kept.split('\n');
  const index = printed.split('\n').findIndex((line, position) => line !== lines[position]);
  return (index === -1 ? printed.split('\n').length : index) + 1;
}
