import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { KEY_KINDS } from '../../bench/contestants/contestants.js';
import { ROW_KEYS, withNumbers } from '../../bench/keys/row-key.js';
import { expectAgreement } from '../../bench/measuring/agreement.js';
import { RequestNumbers } from '../../bench/measuring/request-numbers.js';
import { OPERATIONS } from '../../bench/operations.js';
import { ROOT } from '../docs/markdown.js';
import { childEnvironment, nodeArguments } from '../docs/project-commands.js';

const TINY =
  'npm run bench -- --keys --database sqlite --users 20 --posts 200 --rounds 1 --seconds 0.05 --warm-up 0.05';

describe('the benchmark of keys', () => {
  it('measures Q2 and Q5 over keys of each kind, beside those of int', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, nodeArguments(ROOT, TINY), {
      cwd: ROOT,
      env: childEnvironment({}),
    });
    for (const name of ['Q2', 'Q5']) {
      expect(stdout).toMatch(new RegExp(`^${name}  int  .* 1\\.00 `, 'm'));
      for (const kind of KEY_KINDS) {
        expect(stdout).toMatch(new RegExp(`^${name}  ${kind} +\\d+\\.\\d{3} .* 1$`, 'm'));
      }
    }
  });

  it('compares rows by their numbers', async () => {
    const answer = (number: number, kind: (typeof KEY_KINDS)[number]): string =>
      JSON.stringify({ data: { posts: [{ id: `post_${String(ROW_KEYS[kind](number))}` }] } });
    const [operation] = OPERATIONS;
    if (operation === undefined) {
      throw new TypeError('There are operations');
    }
    const agreement = (...texts: readonly string[]): Promise<void> =>
      expectAgreement(
        texts.map((text) => ({
          name: 'int',
          bodyOf: () => '',
          post: () => Promise.resolve(text),
        })),
        {
          operation,
          viewer: null,
          samples: { usernames: [], users: 1 },
          numbers: new RequestNumbers(),
          comparedAs: withNumbers,
        },
      );
    await agreement(...KEY_KINDS.map((kind) => answer(7, kind)));
    for (const kind of KEY_KINDS) {
      await expect(agreement(answer(7, 'int'), answer(8, kind))).rejects.toThrow('differently');
    }
  });
});
