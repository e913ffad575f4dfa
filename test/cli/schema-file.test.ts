import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { application } from '../../src/app.js';
import { printSchemaFile } from '../../packages/relata/src/cli/print/schema-file.js';

describe('npm run print-schema', () => {
  const folder = mkdtempSync(join(tmpdir(), 'relata-test-'));
  const file = join(folder, 'schema.graphql');
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('writes a schema that can be read back, and finds a change in it', async () => {
    expect(await printSchemaFile(application, true, file)).toBe(1);
    expect(await printSchemaFile(application, false, file)).toBe(0);
    expect(buildSchema(readFileSync(file, 'utf8')).getType('Post')).toBeDefined();
    expect(await printSchemaFile(application, true, file)).toBe(0);
    appendFileSync(file, '# a change\n');
    expect(await printSchemaFile(application, true, file)).toBe(1);
  });
});
