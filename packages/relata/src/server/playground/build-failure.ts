import { isAbsolute } from 'node:path';

/** What a bundler that fails throws, as far as it is read here. */
interface BuildFailure {
  readonly errors: readonly { readonly text: string }[];
}

/** More are in the log. */
const MAX_REASONS = 3;

/**
 * What a visitor may read of why a build failed: what the bundler says of packages and sources,
 * such as `Could not resolve "react"`. Messages with a path of this machine are left out, and so
 * are those of all other errors.
 */
export function reasonsOf(error: unknown): readonly string[] {
  if (!isBuildFailure(error)) {
    return [];
  }
  const texts = error.errors.map(({ text }) => text).filter((text) => !namesPath(text));
  return [...new Set(texts)].slice(0, MAX_REASONS);
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return (
    error instanceof Error &&
    'errors' in error &&
    Array.isArray(error.errors) &&
    error.errors.every(
      (each: unknown) => typeof (each as { text?: unknown } | null)?.text === 'string',
    )
  );
}

function namesPath(text: string): boolean {
  return text.split(/["'`\s]+/).some((word) => isAbsolute(word) || /^[a-z]+:\/\//i.test(word));
}
