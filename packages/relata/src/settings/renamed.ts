/** Settings that had another name, by that one: they are still read. */
const RENAMED: Readonly<Record<string, string>> = { PAGE_SIZE_MOST: 'PAGE_SIZE_MAX' };

/** The names that settings had. */
export const OLD_NAMES: readonly string[] = Object.keys(RENAMED);

/**
 * An environment with every setting under the name it has now. A setting that is given under both
 * names has the value of the new one.
 * @param warn - told of each that has its old name
 */
export function withNewNames(
  env: Readonly<Record<string, string | undefined>>,
  warn: (message: string) => void,
): Readonly<Record<string, string | undefined>> {
  const renamed = Object.entries(RENAMED).filter(([old]) => env[old] !== undefined);
  for (const [old, name] of renamed) {
    warn(`The setting ${old} is called ${name} now`);
  }
  return { ...Object.fromEntries(renamed.map(([old, name]) => [name, env[old]])), ...env };
}
