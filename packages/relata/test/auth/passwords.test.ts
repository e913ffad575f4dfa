import { hash, verify } from '@node-rs/argon2';
import { UnavailableError } from '../../src/errors.js';
import {
  type HashFunctions,
  PasswordHasher,
} from '../../src/auth/password-rules/password-hasher.js';

const UNUSUAL = { memoryKib: 24, passes: 2, atOnce: 1, waiting: 100 };
/** Of `x`, by argon2i. */
const OTHER_KIND =
  '$argon2i$v=19$m=16,t=2,p=1$0dS96cF632A19qcobgXPpQ$iSAFPjBuD8N/Xns9gD6H6TmSb3rIPVkHHBx2K3Shv30';
const CHEAP = { memoryKib: 8, passes: 1, atOnce: 2, waiting: 3 };

/** Compares as argon2 does, and notes with what kind of hash, which form, and what came of it. */
function noting(notes: unknown[]): HashFunctions {
  return {
    hash,
    verify: async (hashed, password, ...rest) => {
      const [, name, version, work, salt, digest] = String(hashed).split('$');
      const isRight = await verify(hashed, password, ...rest);
      notes.push([name, version, work, salt?.length, digest?.length, password, isRight]);
      return isRight;
    },
  };
}

describe('PasswordHasher', () => {
  it('does the work of a comparison for a user that is not there', async () => {
    const notes: unknown[] = [];
    const passwords = new PasswordHasher(UNUSUAL, noting(notes));
    const hashed = await passwords.hash('a good secret');
    expect(await passwords.verify(hashed, 'a good secret')).toBe('right');
    for (const password of ['another secret', 'ano\u0308ther secret']) {
      notes.length = 0;
      expect(await passwords.verify(hashed, password)).toBe('wrong');
      const known = notes.splice(0);
      expect(await passwords.verify(null, password)).toBe('wrong');
      expect(notes).toEqual(known);
      expect(known).toHaveLength(password === password.normalize('NFKC') ? 1 : 2);
      expect(known[0]).toEqual(
        expect.arrayContaining(['argon2id', 'v=19', 'm=24,t=2,p=1', false]) as unknown,
      );
    }
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
    expect(await passwords.verify(OTHER_KIND, 'x')).toBe('outdated');
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
