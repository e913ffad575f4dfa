import { createHmac, hkdfSync } from 'node:crypto';
import { digestOf, RefreshTokens } from '../../src/auth/tokens/refresh-tokens.js';

const SECRET = 'a secret of the tests, thirty-two bytes';

describe('refresh tokens', () => {
  const tokens = new RefreshTokens(SECRET);
  const first = tokens.first();

  it('are 256 bits, the first of them random', () => {
    for (const token of [first, tokens.first(), tokens.after(first)]) {
      expect(token).toMatch(/^[\w-]{43}$/);
    }
    expect(tokens.first()).not.toBe(first);
  });

  it('follow from the one before by a key of the secret that is for nothing else', () => {
    expect(new RefreshTokens(SECRET).after(first)).toBe(tokens.after(first));
    expect(new RefreshTokens(`${SECRET}.`).after(first)).not.toBe(tokens.after(first));
    expect(tokens.after(tokens.after(first))).not.toBe(tokens.after(first));
    for (const purpose of ['', 'relata/access-token', 'relata/cursor']) {
      const key = new Uint8Array(hkdfSync('sha256', SECRET, '', purpose, 32));
      const other = createHmac('sha256', key).update(first).digest('base64url');
      expect(other).not.toBe(tokens.after(first));
    }
    expect(digestOf(first).toString('base64url')).not.toBe(tokens.after(first));
  });

  it('are found again among those that follow, as far as a moment goes', () => {
    const chain = [first];
    for (let step = 0; step < 1001; step += 1) {
      chain.push(tokens.after(chain.at(-1) ?? ''));
    }
    const [, second, third] = chain.map(digestOf);
    expect(tokens.follow(first, second ?? Buffer.of())).toBe(chain[1]);
    expect(tokens.follow(first, third ?? Buffer.of())).toBe(chain[2]);
    expect(tokens.follow(first, digestOf(chain[1000] ?? ''))).toBe(chain[1000]);
    expect(tokens.follow(first, digestOf(chain[1001] ?? ''))).toBeNull();
    // Neither itself nor one before it.
    expect(tokens.follow(first, digestOf(first))).toBeNull();
    expect(tokens.follow(chain[2] ?? '', digestOf(first))).toBeNull();
  });
});
