import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptSecret } from '../../src/access/secret.js';
import { loadSettings } from '../../src/settings.js';

describe('the secret', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relata-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is made once for all servers that start at once, and only its owner reads it', async () => {
    const file = join(folder, 'data', 'secret');
    const made = await Promise.all(Array.from({ length: 20 }, () => keptSecret(file)));
    expect(new Set(made).size).toBe(1);
    expect(made[0]).toHaveLength(43);
    expect(await keptSecret(file)).toBe(made[0]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'data'))).toEqual(['secret']);
  });

  it('is not taken from a file with too little in it', async () => {
    const file = join(folder, 'secret');
    await writeFile(file, 'short\n');
    await expect(keptSecret(file)).rejects.toThrow('32 bytes');
  });

  it('must be given in production', () => {
    expect(() => loadSettings({ NODE_ENV: 'production' })).toThrow('SECRET must be set');
    expect(() => loadSettings({ NODE_ENV: 'production', SECRET: 'short' })).toThrow('32 bytes');
    expect(loadSettings({ NODE_ENV: 'production', SECRET: 'x'.repeat(32) }).secret).not.toBeNull();
  });
});
