import type { Rule } from '../access/rules.js';

/** Whether something is allowed: always, never, or where a condition holds, in words. */
export type Verdict = boolean | string;

/** Somebody who asks for a row, as far as rules can tell people apart. */
export interface Subject {
  readonly isSignedIn: boolean;
  readonly permissions: ReadonlySet<string>;
  /** Whether the row is theirs: they are it, or it belongs to them. */
  readonly isOwner: boolean;
  /** Whether they may read the row at the other end of a to-one relation. */
  readonly canRead: (relation: string) => Verdict;
}

/** What a rule means for somebody, without looking at a row. */
export function verdictOf(rule: Rule | undefined, subject: Subject): Verdict {
  if (rule === undefined) {
    return false;
  }
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
    case 'own':
      return subject.isOwner;
    case 'readable':
      return subject.canRead(rule.relation);
    case 'where':
      return `if ${wordsOf(rule.where)}`;
    case 'anyOf':
      return join(
        rule.rules.map((part) => verdictOf(part, subject)),
        true,
      );
    case 'allOf':
      return all(rule.rules.map((part) => verdictOf(part, subject)));
    case 'not':
      return negated(verdictOf(rule.rule, subject));
  }
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
  return typeof verdict === 'boolean' ? !verdict : `not ${verdict}`;
}

/** A filter as a reader says it, where it is as simple as most are; else as it is written. */
function wordsOf(filter: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(filter).map(([name, operators]) => {
    const { eq, ...others } = operators as Readonly<Record<string, unknown>>;
    const isPlain = ['string', 'number', 'boolean'].includes(typeof eq);
    return isPlain && Object.keys(others).length === 0 ? `\`${name}\` is \`${String(eq)}\`` : null;
  });
  return parts.includes(null) ? `\`${JSON.stringify(filter)}\`` : parts.join(' and ');
}
