import { intKeyForm } from '../../src/kinds/key-forms.js';
import { AccessTokens } from '../../src/auth/tokens/access-tokens.js';
import { UnauthenticatedError } from '../../src/errors.js';

const SECRET = 'a secret of the tests, thirty-two bytes';
const CLAIMS = { userId: 3, sessionId: 4 };

describe('an access token', () => {
  it('that was verified is known again until it ends, and by its own server alone', async () => {
    const tokens = new AccessTokens(SECRET, 600_000, intKeyForm);
    const { token } = await tokens.sign(CLAIMS, new Date(Date.now() + 600_000));
    expect(tokens.verifiedBefore(token)).toBeNull();
    expect(await tokens.verify(token)).toEqual(CLAIMS);
    expect(tokens.verifiedBefore(token)).toEqual(CLAIMS);
    expect(new AccessTokens(SECRET, 600_000, intKeyForm).verifiedBefore(token)).toBeNull();
  });

  it('that was verified is not known any more once it has ended', async () => {
    const tokens = new AccessTokens(SECRET, 600_000, intKeyForm);
    const { token, expiresAt } = await tokens.sign(CLAIMS, new Date(Date.now() + 2000));
    await tokens.verify(token);
    while (Date.now() < expiresAt.getTime()) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(tokens.verifiedBefore(token)).toBeNull();
    await expect(tokens.verify(token)).rejects.toThrow(UnauthenticatedError);
  });

  it('that is refused is not known afterwards', async () => {
    const tokens = new AccessTokens(SECRET, 600_000, intKeyForm);
    const ended = await tokens.sign(CLAIMS, new Date(Date.now() - 1000));
    const others = await new AccessTokens(`${SECRET}!`, 600_000, intKeyForm).sign(
      CLAIMS,
      new Date(2 ** 42),
    );
    for (const { token } of [ended, others]) {
      await expect(tokens.verify(token)).rejects.toThrow(UnauthenticatedError);
      expect(tokens.verifiedBefore(token)).toBeNull();
    }
  });
});
