import { hash } from '@node-rs/argon2';
import { UnavailableError } from '../../src/errors.js';
import { PasswordHasher } from '../../src/access/passwords.js';

const DEAR = { memoryKib: 32_768, passes: 3, atOnce: 1, waiting: 100 };
const CHEAP = { memoryKib: 8, passes: 1, atOnce: 2, waiting: 3 };

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

describe('PasswordHasher', () => {
  it('does the work of a comparison for a user that is not there', async () => {
    const passwords = new PasswordHasher(DEAR);
    const hashed = await passwords.hash('a good secret');
    expect(await passwords.verify(hashed, 'a good secret')).toBe('right');
    expect(await passwords.verify(hashed, 'another secret')).toBe('wrong');
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let index = 0; index < 5; index += 1) {
      times.known.push(await timed(() => passwords.verify(hashed, 'another secret')));
      times.unknown.push(await timed(() => passwords.verify(null, 'another secret')));
    }
    // A comparison that was left out would take next to nothing.
    expect(Math.min(...times.unknown)).toBeGreaterThan(Math.min(...times.known) / 2);
  });

  it('knows the work of a hash, and says nothing of one it cannot read', async () => {
    const passwords = new PasswordHasher(CHEAP);
    const cheaper = await hash('x', { memoryCost: 8, timeCost: 1 });
    const dearer = await hash('x', { memoryCost: 16, timeCost: 2 });
    expect(await passwords.verify(cheaper, 'x')).toBe('right');
    expect(await passwords.verify(dearer, 'x')).toBe('right');
    const byPasses = new PasswordHasher({ ...CHEAP, passes: 2 });
    const byMemory = new PasswordHasher({ ...CHEAP, memoryKib: 16 });
    expect(await byPasses.verify(cheaper, 'x')).toBe('outdated');
    expect(await byMemory.verify(cheaper, 'x')).toBe('outdated');
    expect(await byMemory.verify(cheaper, 'y')).toBe('wrong');
    expect(await passwords.verify('none', 'none')).toBe('wrong');
  });

  it('knows one password by all ways to write it, and hashes of the way it was given once', async () => {
    const passwords = new PasswordHasher(CHEAP);
    const [composed, decomposed, wide] = [
      'pässwört',
      'pa\u0308sswo\u0308rt',
      'ｐässwörｔ',
    ] as const;
    const now = await passwords.hash(decomposed);
    const before = await hash(decomposed, { memoryCost: 8, timeCost: 1 });
    const found = { now: [] as string[], before: [] as string[] };
    for (const password of [composed, decomposed, wide]) {
      found.now.push(await passwords.verify(now, password));
      found.before.push(await passwords.verify(before, password));
    }
    expect(found).toEqual({
      now: ['right', 'right', 'right'],
      before: ['wrong', 'outdated', 'wrong'],
    });
    expect(await passwords.verify(null, decomposed)).toBe('wrong');
  });

  it('hashes a few at once, lets a few wait and refuses the rest', async () => {
    const passwords = new PasswordHasher(CHEAP);
    for (let round = 0; round < 3; round += 1) {
      const results = await Promise.allSettled(
        Array.from({ length: 10 }, (_, index) =>
          index % 2 === 0 ? passwords.hash('x') : passwords.verify(null, 'x'),
        ),
      );
      const refused = results.filter(({ status }) => status === 'rejected');
      expect(results.length - refused.length).toBe(CHEAP.atOnce + CHEAP.waiting);
      const reasons = refused.map((result) => 'reason' in result && (result.reason as object));
      expect(reasons).toEqual(reasons.map(() => UnavailableError.busy()));
    }
  });
});
