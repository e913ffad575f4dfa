import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StartupError } from './errors.js';

/** Packages that keep what they are told in a storage of their own, or know their classes by identity. */
const PEERS = ['graphql', 'type-graphql', '@mikro-orm/core'] as const;

/**
 * Makes sure that an application and the engine have one copy of each package that both must share:
 * with two, models would be declared to one and looked for in the other.
 * @param folder - of the application
 * @throws StartupError naming both copies
 */
export function checkPeers(folder = process.cwd()): void {
  for (const name of PEERS) {
    const [ours, theirs] = [import.meta.dirname, folder].map((from) => packageAbove(from, name));
    if (ours != null && theirs != null && ours !== theirs) {
      throw new StartupError(
        `There are two copies of ${name}, ${ours} and ${theirs}: install one version, the one relata asks for`,
      );
    }
  }
}

/** The folder that Node finds a package in from another one; null where it is not installed. */
function packageAbove(from: string, name: string): string | null {
  const candidate = join(from, 'node_modules', name);
  if (existsSync(join(candidate, 'package.json'))) {
    return realpathSync(candidate);
  }
  const parent = dirname(from);
  return parent === from ? null : packageAbove(parent, name);
}
