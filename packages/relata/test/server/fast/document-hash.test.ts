import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify(execFile);

const TEXTS = ['', '{ hello }', '“ä” \u{1f600}', 'x'.repeat(32_000)];

/** Hashes as Apollo does, in a process without a test runner. */
const SCRIPT = `
  import { createRequire } from 'node:module';
  import { createHash } from '@apollo/utils.createhash';
  import { hashDocumentsOnce } from './packages/relata/src/server/fast/document-hash.ts';
  const digests = () =>
    ${JSON.stringify(TEXTS)}.map((text) => createHash('sha256').update(text).digest('hex'));
  // What the package calls without us.
  const crypto = createRequire(import.meta.url)('crypto');
  const { createHash: real } = crypto;
  let calls = 0;
  crypto.createHash = (name) => { calls += 1; return real(name); };
  const before = digests();
  const taken = [calls];
  hashDocumentsOnce();
  const after = digests();
  console.log(JSON.stringify({ before, after, again: digests(), taken: [...taken, calls] }));
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
    expect(JSON.parse(stdout)).toEqual({
      before: expected,
      after: expected,
      again: expected,
      taken: [TEXTS.length, TEXTS.length],
    });
  });
});
