import { resolve } from 'node:path';
import { failurePlaceOf } from '../src/failure-place.js';

const ROOT = resolve(import.meta.dirname, '../../..');

const failing = (...frames: readonly string[]): Error =>
  Object.assign(new TypeError('no'), {
    stack: ['TypeError: no', ...frames.map((frame) => `    at f (${frame})`)].join('\n'),
  });

describe('the place of a failure', () => {
  it('is the first in the files of the application', () => {
    const error = failing(
      `${ROOT}/node_modules/x/index.js:1:2`,
      `file://${ROOT}/src/models/tag.ts:12:3`,
      `${ROOT}/src/app.ts:1:1`,
    );
    expect(failurePlaceOf(error, ROOT)).toEqual({
      file: 'src/models/tag.ts',
      line: 12,
      message: 'TypeError: no',
    });
  });

  it('is none in the engine, in packages and elsewhere', () => {
    const engine = `${ROOT}/packages/relata/src/create-app.ts:1:2`;
    const error = failing(engine, `${ROOT}/node_modules/x/index.js:1:2`, '/elsewhere/a.ts:1:2');
    expect(failurePlaceOf(error, ROOT)).toBeNull();
  });
});
