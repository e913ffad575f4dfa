/**
 * A rule of a policy, in words: `anyOf(own('author'), can('post:read'))`. Rules are data; what
 * they mean for a viewer is worked out in `policies.ts`.
 */
export type Rule =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'signedIn' }
  | { readonly kind: 'self' }
  | { readonly kind: 'can'; readonly permission: string }
  | { readonly kind: 'own'; readonly relation: string }
  | { readonly kind: 'readable'; readonly relation: string }
  | { readonly kind: 'where'; readonly where: RuleFilter }
  | { readonly kind: 'anyOf' | 'allOf'; readonly rules: readonly Rule[] }
  | { readonly kind: 'not'; readonly rule: Rule };

/** A filter in the shape of the API's `where`, over columns and relations of a model. */
export type RuleFilter = Readonly<Record<string, unknown>>;

/**
 * Every row, for everybody.
 * @example
 * const anybodyReads = { read: everyone };
 */
export const everyone: Rule = { kind: 'everyone' };

/**
 * No row, for nobody.
 * @public
 * @example
 * const kept = { read: everyone, delete: nobody };
 */
export const nobody: Rule = { kind: 'nobody' };

/**
 * Every row, for whoever is signed in.
 * @example
 * const forMembers = { read: signedIn };
 */
export const signedIn: Rule = { kind: 'signedIn' };

/**
 * The row that is the viewer itself (on the model of users).
 * @example
 * const ownEmail = { email: { read: anyOf(self, can('user:read-email')) } };
 */
export const self: Rule = { kind: 'self' };

/**
 * Every row, for viewers with a permission.
 * @param permission - its name, `post:update`
 * @example
 * const forEditors = can('post:update');
 */
export function can(permission: string): Rule {
  return { kind: 'can', permission };
}

/**
 * Rows that belong to the viewer.
 * @param relation - the to-one relation to the user
 * @example
 * const forItsAuthor = own('author');
 */
export function own(relation: string): Rule {
  return { kind: 'own', relation };
}

/**
 * Rows whose related row the viewer may read.
 * @param relation - a to-one relation
 * @example
 * const seenWithItsUser = readable('user');
 */
export function readable(relation: string): Rule {
  return { kind: 'readable', relation };
}

/**
 * Rows that a filter matches, whoever asks.
 * @param filter - in the shape of the API's `where`
 * @example
 * const published = where<Post>({ status: { eq: 'PUBLISHED' } });
 */
// The model is named for the compiler, which then knows the names a filter may have.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- see above
export function where<T>(filter: { readonly [K in keyof T]?: unknown }): Rule {
  return { kind: 'where', where: filter };
}

/**
 * Rows that at least one of the rules allows.
 * @example
 * const mayUpdate = anyOf(own('author'), can('post:update'));
 */
export function anyOf(...rules: readonly Rule[]): Rule {
  return { kind: 'anyOf', rules };
}

/**
 * Rows that all of the rules allow.
 * @public
 * @example
 * const ownDraft = allOf(own('author'), where<Post>({ status: { eq: 'DRAFT' } }));
 */
export function allOf(...rules: readonly Rule[]): Rule {
  return { kind: 'allOf', rules };
}

/**
 * Rows that the rule does not allow.
 * @public
 * @example
 * const notPublished = not(where<Post>({ status: { eq: 'PUBLISHED' } }));
 */
export function not(rule: Rule): Rule {
  return { kind: 'not', rule };
}

/** What a rule is made of: itself, where it is made of no others. */
export function leavesOf(rule: Rule): readonly Rule[] {
  switch (rule.kind) {
    case 'anyOf':
    case 'allOf':
      return rule.rules.flatMap(leavesOf);
    case 'not':
      return leavesOf(rule.rule);
    case 'everyone':
    case 'nobody':
    case 'signedIn':
    case 'self':
    case 'can':
    case 'own':
    case 'readable':
    case 'where':
      return [rule];
  }
}
