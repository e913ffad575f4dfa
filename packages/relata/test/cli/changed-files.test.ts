import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChangedFiles } from '../../src/cli/dev/changed-files.js';

describe('the files that changed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'relata-changed-'));
  const file = join(folder, 'tag.ts');
  const beside = join(folder, 'tag.ts~.ts');
  beforeAll(() => {
    writeFileSync(file, '');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('are without one beside them that is gone', () => {
    const changed = new ChangedFiles();
    changed.add('add', beside);
    changed.add('change', file);
    changed.add('unlink', beside);
    expect(changed.take()).toEqual([file]);
    expect(changed.take()).toEqual([]);
  });

  it('are without one beside them whose end is told late', () => {
    const changed = new ChangedFiles();
    changed.add('add', beside);
    changed.add('change', beside);
    changed.add('change', file);
    changed.add('change', file);
    expect(changed.take()).toEqual([file]);
    changed.add('unlink', beside);
    expect(changed.take()).toEqual([]);
    // One that was there for longer is deleted.
    changed.add('unlink', beside);
    expect(changed.take()).toEqual([beside]);
  });

  it('are those that are new and stay, and those that are deleted', () => {
    const changed = new ChangedFiles();
    changed.add('add', file);
    expect(changed.take()).toEqual([file]);
    changed.add('unlink', beside);
    expect(changed.take()).toEqual([beside]);
  });
});
