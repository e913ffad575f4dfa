import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptSecret } from '../../src/auth/tokens/secret.js';
import { loadSettings } from '../../src/settings.js';

const GOOD = 'a secret of the tests, thirty-two bytes';

/** What is long enough, and easy to guess. */
const WEAK: Readonly<Record<string, string>> = {
  'one character': 's'.repeat(64),
  'two characters': 'ab'.repeat(32),
  'one character but for the last': `${'0'.repeat(40)}1`,
  'few characters, not in turn': 'abcdeabcedabdceaebcdacbdeabecdabcde',
  'one word': 'changeme'.repeat(5),
  'one phrase': 'my secret, '.repeat(4),
  'one text of half its length': 'text of sixteen!'.repeat(2),
};

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
    await writeFile(file, `${'short'.padEnd(32)}\n`);
    await expect(keptSecret(file)).rejects.toThrow('32 bytes');
  });

  it.each(Object.keys(WEAK))('is refused where it is %s repeated, and not told', async (name) => {
    const weak = String(WEAK[name]);
    const said = (() => {
      try {
        return String(loadSettings({ SECRET: weak }).secret);
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(said).toMatch(/SECRET must (not be one text repeated|have at least 6 different)/);
    expect(said).not.toContain(weak);
    const file = join(folder, 'secret');
    await writeFile(file, `${weak}\n`);
    await expect(keptSecret(file)).rejects.toThrow(
      /must (not be one text repeated|have at least 6)/,
    );
  });

  it('may be 32 digits of any base that a program made', () => {
    for (const digits of ['31415926535897932384626433832795', '9f2c41d07b5e4a83916c0f7d2e85ba34']) {
      expect(loadSettings({ SECRET: digits }).secret).toBe(digits);
    }
  });

  it('must be given in production', () => {
    expect(() => loadSettings({ NODE_ENV: 'production' })).toThrow('SECRET must be set');
    expect(() => loadSettings({ NODE_ENV: 'production', SECRET: 'short' })).toThrow('32 bytes');
    expect(loadSettings({ NODE_ENV: 'production', SECRET: GOOD }).secret).toBe(GOOD);
  });
});
