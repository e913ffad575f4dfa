import { closest, distance } from 'fastest-levenshtein';

type Names = Readonly<Record<string, string | undefined>>;

/** How the names of settings begin that come in groups, and no variable of others does that is usual. */
const OURS = /^(?:AUTH_(?:ACCESS|REFRESH|ACCOUNT|ADDRESS)_|HTTP_MAX_|LIMIT_|PAGE_SIZE|PRUNE_)/;
/** Up to so many characters, a name that differs in two may well be another word: PATH, PORT. */
const SHORT = 7;
/** Further away, a name is no help. */
const MAX_DISTANCE = 3;

/**
 * What to tell of names that are no settings: every one of a file, which is there for settings alone, and those of the
 * environment that look like one. Values are never told: they may be secrets.
 * @param known - the names of all settings
 */
export function unknownSettings(
  { environment, file }: { readonly environment: Names; readonly file: Names },
  known: readonly string[],
): readonly string[] {
  const names = new Set(known);
  const strangers = (from: Names): readonly string[] =>
    Object.keys(from).filter((name) => !names.has(name));
  const suspicious = strangers(environment).filter((name) => looksLikeOurs(name, known));
  return [...new Set([...strangers(file), ...suspicious])].map((name) => warningOf(name, known));
}

function looksLikeOurs(name: string, known: readonly string[]): boolean {
  const upper = name.toUpperCase();
  if (OURS.test(upper)) {
    return true;
  }
  const allowed = name.length > SHORT ? 2 : 1;
  return known.some((each) => each.length > 4 && distance(upper, each) <= allowed);
}

function warningOf(name: string, known: readonly string[]): string {
  const nearest = closest(name.toUpperCase(), known);
  // Of three letters, one may be another.
  const isNear =
    distance(name.toUpperCase(), nearest) <= Math.min(MAX_DISTANCE, Math.floor(name.length / 3));
  return `${name} is not a setting of Relata${isNear ? `: did you mean ${nearest}?` : ''}`;
}
