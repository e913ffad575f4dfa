import type { Viewer } from './viewer.js';

/**
 * A rule of a policy, in words: `anyOf(own('author'), can('post:read'))`. Rules are data; what
 * they mean for a viewer is worked out in `rule-condition.ts`.
 */
export type Rule =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'signedIn' }
  | { readonly kind: 'self' }
  | { readonly kind: 'can'; readonly permission: string }
  | { readonly kind: 'own'; readonly relation: string }
  | { readonly kind: 'readable'; readonly relation: string }
  | { readonly kind: 'via' | 'some'; readonly relation: string; readonly rule: Rule }
  | FilterRule
  | { readonly kind: 'anyOf' | 'allOf'; readonly rules: readonly Rule[] }
  | { readonly kind: 'not'; readonly rule: Rule };

/** Rows that a filter matches; one that a function makes of the viewer, or the same for everybody. */
export interface FilterRule {
  readonly kind: 'where';
  readonly where: RuleFilter | ((viewer: RuleViewer) => RuleFilter);
}

/** A filter in the shape of the API's `where`, over columns and relations of a model. */
export type RuleFilter = Readonly<Record<string, unknown>>;

/**
 * What a filter may be made of: who asks, as whoever says who asks has it.
 * @example
 * const inRegion = ({ attributes }: RuleViewer) => ({ region: { eq: attributes['region'] } });
 */
export type RuleViewer = Required<Pick<Viewer, 'userId' | 'permissions' | 'attributes'>>;

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
 * @param path - the to-one relation to the user, or several that lead there: `post.author`
 * @example
 * const forItsAuthor = own('author');
 * const forTheAuthorOfItsPost = own('post.author');
 */
export function own(path: string): Rule {
  return along(path, (relation) => ({ kind: 'own', relation }));
}

/**
 * Rows whose related row the viewer may read.
 * @param path - a to-one relation, or several: `post.author`
 * @example
 * const seenWithItsUser = readable('user');
 */
export function readable(path: string): Rule {
  return along(path, (relation) => ({ kind: 'readable', relation }));
}

/**
 * Rows for which a rule allows the row at the other end of a to-one relation.
 * @param path - the relation, or several: `project.tenant`
 * @param rule - of the model at the end
 * @example
 * const inATenantOfTheirs = via('tenant', some('members', self));
 * const ofAPublishedPost = via('post', where<Post>({ status: { eq: 'PUBLISHED' } }));
 */
export function via(path: string, rule: Rule): Rule {
  return along(path, (relation) => ({ kind: 'via', relation, rule }));
}

/**
 * Rows for which a rule allows at least one related row.
 * @param path - a relation to many, or several relations, to one or to many: `team.members`
 * @param rule - of the model at the end
 * @example
 * const ofMembers = some('members', self);
 * const ofLeaders = some('memberships', allOf(own('user'), where({ leads: { eq: true } })));
 */
export function some(path: string, rule: Rule): Rule {
  const relations = path.split('.');
  return relations.reduceRight(
    (inner, relation) => ({ kind: 'some', relation, rule: inner }),
    rule,
  );
}

/**
 * Rows that a filter matches.
 * @param filter - in the shape of the API's `where`; or a function that makes one of the viewer. Where a value of that is
 *   missing, because the viewer has no such attribute, neither the rule nor its opposite allows anything.
 * @example
 * const published = where<Post>({ status: { eq: 'PUBLISHED' } });
 * const inTheirRegion = where(({ attributes }) => ({ region: { eq: attributes['region'] } }));
 */
// The model is named for the compiler, which then knows the names a filter may have.
export function where<T>(
  filter:
    | { readonly [K in keyof T]?: unknown }
    | ((viewer: RuleViewer) => { readonly [K in keyof T]?: unknown }),
): Rule {
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

/** A rule of the row that the last relation of a path starts from, for the row that the first does. */
function along(path: string, last: (relation: string) => Rule): Rule {
  const relations = path.split('.');
  return relations
    .slice(0, -1)
    .reduceRight<Rule>(
      (rule, relation) => ({ kind: 'via', relation, rule }),
      last(relations.at(-1) ?? ''),
    );
}
