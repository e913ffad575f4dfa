import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify(execFile);

const TEXTS = ['', '{ hello }', '“ä” \u{1f600}', 'x'.repeat(32_000)];

/** Hashes as Apollo does, in a process without a test runner. */
const SCRIPT = `
  import { createHash } from '@apollo/utils.createhash';
  import { hashDocumentsOnce } from './packages/relata/src/server/graphql/document-hash.ts';
  const digests = () =>
    ${JSON.stringify(TEXTS)}.map((text) => createHash('sha256').update(text).digest('hex'));
  const before = digests();
  hashDocumentsOnce();
  console.log(JSON.stringify({ before, after: digests(), again: digests() }));
`;

describe('hashes of documents', () => {
  it('are what they were', async () => {
    const { stdout } = await run(process.execPath, [
      '--import',
      'relata/register',
      '--input-type=module',
      '--eval',
      SCRIPT,
    ]);
    const expected = TEXTS.map((text) => createHash('sha256').update(text).digest('hex'));
    expect(JSON.parse(stdout)).toEqual({ before: expected, after: expected, again: expected });
  });
});
