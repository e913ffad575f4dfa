import { type DocumentNode, Kind, parse } from 'graphql';
import type { SignedIn } from './sign-in.js';

/** What is asked for of a field that grants tokens. */
export const GRANT = `
    accessToken
    refreshToken
    expiresAt
    user {
      username
    }
    errors {
      code
      message
    }
`;

/** A field at the root of an operation: the key of its value in the answer, and its name. */
export interface RootField {
  readonly key: string;
  readonly name: string;
}

/** Fields that answer with tokens to go on with. */
const GRANTING: ReadonlySet<string> = new Set([
  'signIn',
  'signUp',
  'refreshSession',
  'changePassword',
]);
/** Fields that end a sign-in. */
const ENDING: ReadonlySet<string> = new Set(['signOut', 'signOutEverywhere']);
/** Fields that need no sign-in, and must work with one that is over. */
const ENTERING: ReadonlySet<string> = new Set(['signIn', 'signUp', 'refreshSession']);

/** The fields at the root of a document; none where it cannot be read. */
export function rootFields(query: string): readonly RootField[] {
  return operationsOf(query).flatMap(({ selectionSet }) =>
    selectionSet.selections.flatMap((selection) =>
      selection.kind === Kind.FIELD
        ? [{ key: selection.alias?.value ?? selection.name.value, name: selection.name.value }]
        : [],
    ),
  );
}

/** Whether an operation is sent as it stands, whoever is signed in. */
export function isEntering(fields: readonly RootField[]): boolean {
  return fields.some(({ name }) => ENTERING.has(name));
}

/** What an answer means for the sign-in: a new one, the end of it, or nothing. */
export function outcomeOf(
  fields: readonly RootField[],
  data: Readonly<Record<string, unknown>> | null,
): SignedIn | 'ended' | null {
  for (const { key, name } of fields) {
    const value = data?.[key];
    if (ENDING.has(name) && value === true) {
      return 'ended';
    }
    const granted = GRANTING.has(name) ? grantOf(value) : null;
    if (granted !== null) {
      return granted;
    }
  }
  return null;
}

function grantOf(payload: unknown): SignedIn | null {
  if (typeof payload !== 'object' || payload === null) {
    return null;
  }
  const { accessToken, refreshToken, expiresAt, user, errors } = payload as {
    readonly accessToken?: unknown;
    readonly refreshToken?: unknown;
    readonly expiresAt?: unknown;
    readonly user?: { readonly username?: unknown } | null;
    readonly errors?: readonly unknown[];
  };
  const failed = (errors?.length ?? 0) > 0 || user === null;
  // Not asked for, there is no token to go on with; null, it is in a cookie.
  if (failed || (typeof accessToken !== 'string' && accessToken !== null)) {
    return null;
  }
  return {
    accessToken,
    refreshToken: textOrNull(refreshToken),
    expiresAt: textOrNull(expiresAt),
    username: textOrNull(user?.username),
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function operationsOf(query: string) {
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch {
    return [];
  }
  return document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
}
