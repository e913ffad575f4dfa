import { NamedAttribute, namedFilter } from '../access/named-attribute.js';
import type { FilterRule, Rule } from '../access/rules.js';

/** Whether something is allowed: always, never, or where a condition holds, in words. */
export type Verdict = boolean | string;

/** Somebody who asks for a row, as far as rules can tell people apart. */
export interface Subject {
  readonly isSignedIn: boolean;
  readonly permissions: ReadonlySet<string>;
  /** Whether the row is theirs: they are it, or it belongs to them. */
  readonly isOwner: boolean;
  /** Whether the row is only one that is related to what they ask for. */
  readonly isRelated?: boolean;
  /** Whether they may read the row at the other end of a to-one relation. */
  readonly canRead: (relation: string) => Verdict;
}

/**
 * What a rule means for somebody, without looking at a row.
 * @param path - the to-one relations that lead from a row to the one the rule is about
 */
export function verdictOf(
  rule: Rule | undefined,
  subject: Subject,
  path: readonly string[] = [],
): Verdict {
  if (rule === undefined) {
    return false;
  }
  const recur = (part: Rule): Verdict => verdictOf(part, subject, path);
  const isAsked = path.length === 0 && subject.isRelated !== true;
  switch (rule.kind) {
    case 'everyone':
      return true;
    case 'nobody':
      return false;
    case 'signedIn':
      return subject.isSignedIn;
    case 'can':
      return subject.permissions.has(rule.permission);
    case 'self':
      return isAsked ? subject.isOwner : isViewer(path, subject);
    case 'own':
      return isAsked ? subject.isOwner : isViewer([...path, rule.relation], subject);
    case 'readable':
      return isAsked
        ? subject.canRead(rule.relation)
        : `if its ${named([...path, rule.relation])} can be read`;
    case 'via': {
      const at = [...path, rule.relation];
      const verdict = verdictOf(rule.rule, subject, at);
      return verdict === true ? `if it has a ${named(at)}` : verdict;
    }
    case 'some':
      return someOf([...path, rule.relation], rule.rule, subject);
    case 'where':
      return `if ${wordsOf(rule, path)}`;
    case 'anyOf':
      return join(rule.rules.map(recur), true);
    case 'allOf':
      return all(rule.rules.map(recur));
    case 'not':
      return negated(recur(rule.rule));
  }
}

function isViewer(path: readonly string[], { isSignedIn }: Subject): Verdict {
  return isSignedIn && `if ${path.length === 0 ? 'it' : named(path)} is the viewer`;
}

/** What it means that a rule allows one of the rows at the end of a path. */
function someOf(path: readonly string[], rule: Rule, subject: Subject): Verdict {
  if (rule.kind === 'self') {
    return subject.isSignedIn && `if the viewer is one of its ${named(path)}`;
  }
  if (rule.kind === 'some') {
    return someOf([...path, rule.relation], rule.rule, subject);
  }
  const verdict = verdictOf(rule, { ...subject, isOwner: false, isRelated: true });
  switch (verdict) {
    case true:
      return `if it has ${named(path)}`;
    case false:
      return false;
    default:
      return `${verdict}, in one of its ${named(path)}`;
  }
}

function named(path: readonly string[]): string {
  return `\`${path.join('.')}\``;
}

/** What is allowed where every one of some rules allows it. */
export function all(verdicts: readonly Verdict[]): Verdict {
  return join(verdicts, false);
}

/** The relations by which a rule finds the owner of a row. */
export function ownerRelations(rule: Rule | undefined): readonly string[] {
  switch (rule?.kind) {
    case 'own':
      return [rule.relation];
    case 'anyOf':
    case 'allOf':
      return rule.rules.flatMap(ownerRelations);
    case 'not':
      return ownerRelations(rule.rule);
    case 'everyone':
    case 'nobody':
    case 'signedIn':
    case 'can':
    case 'self':
    case 'readable':
    case 'via':
    case 'some':
    case 'where':
    case undefined:
      return [];
  }
}

/** @param decisive - what settles the whole: true where one is enough, false where all must hold */
function join(verdicts: readonly Verdict[], decisive: boolean): Verdict {
  if (verdicts.includes(decisive)) {
    return decisive;
  }
  const conditions = [...new Set(verdicts.filter((verdict) => typeof verdict === 'string'))];
  return conditions.length === 0 ? !decisive : conditions.join(decisive ? ' or ' : ' and ');
}

function negated(verdict: Verdict): Verdict {
  if (typeof verdict === 'boolean') {
    return !verdict;
  }
  const isOne = verdict.startsWith('if ') && !/ (?:and|or) /.test(verdict);
  return isOne ? `unless ${verdict.slice('if '.length)}` : `not (${verdict})`;
}

/** A filter as a reader says it, where it is as simple as most are; else as it is written. */
function wordsOf(rule: FilterRule, path: readonly string[]): string {
  const filter = namedFilter(rule);
  if (filter === null) {
    return 'a filter made of the viewer matches';
  }
  const parts = Object.entries(filter).map(([name, operators]) =>
    plainWords(named([...path, name]), operators as Readonly<Record<string, unknown>>),
  );
  const isPlain = parts.every((part) => part !== null);
  const where = path.length === 0 ? '' : ` for ${named(path)}`;
  return isPlain ? parts.join(' and ') : `\`${JSON.stringify(filter)}\`${where}`;
}

function plainWords(
  name: string,
  { eq, in: list, ...others }: Readonly<Record<string, unknown>>,
): string | null {
  if (Object.keys(others).length > 0 || (eq !== undefined && list !== undefined)) {
    return null;
  }
  if (eq instanceof NamedAttribute) {
    return `${name} is the viewer's \`${eq.name}\``;
  }
  if (list instanceof NamedAttribute) {
    return `${name} is one of the viewer's \`${list.name}\``;
  }
  return ['string', 'number', 'boolean'].includes(typeof eq)
    ? `${name} is \`${String(eq)}\``
    : null;
}
