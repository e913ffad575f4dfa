import type { ServerResponse } from 'node:http';
import { decodeProtectedHeader, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { remoteKeys } from '../../src/auth/jwt/remote-keys.js';
import { Issuer } from './issuer.js';

const MINUTE = 60_000;

describe('the keys of an issuer', () => {
  let issuer: Issuer;
  let now: number;
  let keys: JWTVerifyGetKey;
  beforeEach(async () => {
    issuer = await Issuer.start();
    now = 0;
    keys = remoteKeys(issuer.jwks, { answerMs: 300, now: () => now });
  });
  afterEach(() => issuer.stop());

  /** Whether a token is good, or the name of the error that says it is not. */
  const verdict = async (token: string): Promise<string> => {
    try {
      const { payload } = await jwtVerify(token, keys);
      return payload.sub ?? '';
    } catch (error) {
      return (error as { readonly code?: string }).code ?? String(error);
    }
  };

  it('are asked for once, whoever comes first', async () => {
    const token = await issuer.token('kim');
    expect(await Promise.all([verdict(token), verdict(token), verdict(token)])).toEqual([
      'kim',
      'kim',
      'kim',
    ]);
    expect(issuer.asked).toBe(1);
  });

  it('change: one that nobody knows has them asked for again, at most once in ten seconds', async () => {
    await verdict(await issuer.token('kim'));
    await issuer.addKey('second');
    const token = await issuer.token('lee', { kid: 'second' });
    expect(decodeProtectedHeader(token).kid).toBe('second');
    now += 9_999;
    expect(await verdict(token)).toBe('ERR_JWKS_NO_MATCHING_KEY');
    now += 1;
    expect([await verdict(token), issuer.asked]).toEqual(['lee', 2]);
    const stranger = await Issuer.start();
    await stranger.addKey('third');
    const forged = await stranger.token('eve', { kid: 'third' });
    await stranger.stop();
    now += MINUTE;
    expect(await Promise.all([verdict(forged), verdict(forged)])).toEqual([
      'ERR_JWKS_NO_MATCHING_KEY',
      'ERR_JWKS_NO_MATCHING_KEY',
    ]);
    expect(await verdict(forged)).toBe('ERR_JWKS_NO_MATCHING_KEY');
    expect(issuer.asked).toBe(3);
  });

  it('that were taken back are not good once others were asked for', async () => {
    const token = await issuer.token('kim');
    expect(await verdict(token)).toBe('kim');
    issuer.removeKey('first');
    await issuer.addKey('second');
    now += 11 * MINUTE;
    // Nobody waits for what is asked for by the way.
    expect(await verdict(token)).toBe('kim');
    for (let tries = 0; tries < 500 && (await verdict(token)) === 'kim'; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect([await verdict(token), issuer.asked]).toEqual(['ERR_JWKS_NO_MATCHING_KEY', 2]);
  });

  it('stay good while the issuer is away', async () => {
    const token = await issuer.token('kim');
    await verdict(token);
    await issuer.stop();
    now += 24 * 60 * MINUTE;
    expect(await verdict(token)).toBe('kim');
    now += MINUTE;
    expect(await verdict(token)).toBe('kim');
  });

  it.each([
    ['says that it fails', (response: ServerResponse) => response.writeHead(500).end()],
    ['says something else', (response: ServerResponse) => response.end('<html>')],
    ['never answers', () => undefined],
  ])('are not there when the issuer %s, and are once it is well', async (_name, answer) => {
    const token = await issuer.token('kim');
    issuer.answer = answer;
    expect(await verdict(token)).toBe('SERVICE_UNAVAILABLE');
    const { asked } = issuer;
    expect(await verdict(token)).toBe('SERVICE_UNAVAILABLE');
    expect(issuer.asked).toBe(asked);
    issuer.answer = null;
    now += 10_000;
    expect(await verdict(token)).toBe('kim');
  });
});
