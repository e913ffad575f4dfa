import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { UnavailableError } from '../../errors.js';

/** Time an issuer has to answer. */
const ANSWER_MS = 5000;
/** Time after which the keys are asked for again, while those that are known are still used. */
const FRESH_MS = 600_000;
/** Time in which keys are not asked for again, whatever tokens name. */
const REST_MS = 10_000;

/** How keys are asked for; tests ask in a hurry. */
export interface RemoteKeysOptions {
  readonly answerMs?: number;
  readonly now?: () => number;
}

/**
 * The keys of an issuer, asked for when the first token comes. A token that names a key nobody knows has
 * them asked for again, which is how an issuer changes its keys. While the issuer is away, the keys
 * that are known stay good.
 * @param url - of the JWKS
 * @throws UnavailableError while no key is known because the issuer does not answer
 */
export function remoteKeys(
  url: URL,
  { answerMs = ANSWER_MS, now = Date.now }: RemoteKeysOptions = {},
): JWTVerifyGetKey {
  // By our own clock: jose would refuse all tokens once its keys are old and the issuer is away.
  const keys = createRemoteJWKSet(url, {
    timeoutDuration: answerMs,
    cooldownDuration: Infinity,
    cacheMaxAge: Infinity,
  });
  let triedAt = -Infinity;
  let loadedAt = -Infinity;
  let running: Promise<boolean> | null = null;
  const load = (): Promise<boolean> => {
    running ??= keys
      .reload()
      .then(() => {
        loadedAt = now();
        return true;
      })
      .catch(() => false)
      .finally(() => {
        triedAt = now();
        running = null;
      });
    return running;
  };
  const isResting = (): boolean => running === null && now() - triedAt < REST_MS;
  return async (header, token) => {
    if (keys.jwks() === undefined && (isResting() || !(await load()))) {
      throw UnavailableError.issuer();
    }
    if (now() - loadedAt > FRESH_MS && !isResting()) {
      // Nobody waits for it: the keys at hand are good until there are others.
      void load();
    }
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey && !isResting() && (await load())) {
        return await keys(header, token);
      }
      throw error;
    }
  };
}
