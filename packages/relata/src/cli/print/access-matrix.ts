import { type Policy, rulesOf } from '../../access/access.js';
import type { Rule } from '../../access/rules.js';
import type { Model } from '../../model/model.js';
import { all, ownerRelations, type Verdict, verdictOf } from '../verdict.js';

/** A role with the names of the permissions it gives. */
export interface MatrixRole {
  readonly name: string;
  readonly permissions: readonly string[];
}

/** Who may do what with the rows of each model. */
export type MatrixPolicies = ReadonlyMap<Model, Policy>;

/** Somebody who asks: a column of the matrix. */
interface Asking {
  readonly title: string;
  readonly isSignedIn: boolean;
  readonly permissions: ReadonlySet<string>;
}

/** A table of the matrix. */
interface Part {
  readonly policies: MatrixPolicies;
  readonly model: Model;
  readonly asking: readonly Asking[];
}

/** What is asked for. */
interface Operation {
  readonly title: string;
  /** All of them must allow it; without one, nobody may. */
  readonly rules: readonly (Rule | undefined)[];
}

/**
 * Who may do what with the rows of each model, as Markdown: a table for each, worked out from the
 * rules alone. An update, a deletion and a restoration take a row that can be read, so the rule for
 * that is part of theirs.
 */
export function accessMatrix(policies: MatrixPolicies, roles: readonly MatrixRole[]): string {
  const asking = columnsOf(roles);
  const head = ['', ...asking.map(({ title }) => title)];
  return [...policies]
    .sort(([a], [b]) => (a.name < b.name ? -1 : 1))
    .map(([model, policy]) => {
      const part = { policies, model, asking };
      const rows = operationsOf(policy).flatMap((operation) => rowsOf(part, operation));
      return `### ${model.name}\n\n${table([head, ...rows])}\n`;
    })
    .join('\n');
}

function columnsOf(roles: readonly MatrixRole[]): readonly Asking[] {
  return [
    { title: 'anonymous', isSignedIn: false, permissions: new Set() },
    { title: 'no role', isSignedIn: true, permissions: new Set() },
    ...roles.map(({ name, permissions }) => ({
      title: `\`${name}\``,
      isSignedIn: true,
      permissions: new Set(permissions),
    })),
  ];
}

function operationsOf(policy: Policy): readonly Operation[] {
  const { read, readDeleted, fields = {} } = policy;
  const deleted =
    readDeleted === undefined
      ? []
      : [
          { title: 'read a deleted row', rules: [read, readDeleted] },
          { title: 'restore', rules: [read, readDeleted, policy.delete] },
          ...(policy.purge === undefined
            ? []
            : [{ title: 'purge', rules: [read, readDeleted, policy.purge] }]),
        ];
  return [
    { title: 'read', rules: [read] },
    ...Object.entries(fields).flatMap(([name, field]) =>
      field.read === undefined ? [] : [{ title: `read \`${name}\``, rules: [read, field.read] }],
    ),
    { title: 'create', rules: [policy.create] },
    { title: 'update', rules: [read, policy.update] },
    ...Object.entries(fields).flatMap(([name, field]) =>
      field.write === undefined
        ? []
        : [{ title: `change \`${name}\``, rules: [read, policy.update, field.write] }],
    ),
    { title: 'delete', rules: [read, policy.delete] },
    ...deleted,
  ];
}

/** One row, or two where it makes a difference whose row it is. */
function rowsOf(part: Part, { title, rules }: Operation): readonly string[][] {
  const [own, others] = [true, false].map((isOwner) =>
    part.asking.map((each) => wordsOf(verdictFor(part, rules, { ...each, isOwner }))),
  );
  const differs = part.asking.some(
    ({ isSignedIn }, column) => isSignedIn && own?.[column] !== others?.[column],
  );
  // Nothing belongs to somebody who is nobody.
  const ownCells = part.asking.map(({ isSignedIn }, column) =>
    isSignedIn ? (own?.[column] ?? '') : '',
  );
  return differs
    ? [
        [`${title}, own`, ...ownCells],
        [`${title}, of others`, ...(others ?? [])],
      ]
    : [[title, ...(others ?? [])]];
}

function verdictFor(
  { policies, model }: Part,
  rules: Operation['rules'],
  asking: Asking & { readonly isOwner: boolean },
): Verdict {
  const canRead = (relation: string): Verdict => {
    const target = model.relations.get(relation)?.target;
    const read = target && policies.get(target)?.read;
    // The user a row belongs to is the row of its owner, who is not deleted.
    const isOwner = asking.isOwner && ownerRelationsOf(policies.get(model)).has(relation);
    const unresolved = `if its \`${relation}\` can be read`;
    const verdict = verdictOf(read, { ...asking, isOwner, canRead: () => unresolved });
    if (typeof verdict === 'string') {
      return unresolved;
    }
    const isLiving = isOwner || target?.deletedAt === null;
    return all([verdict, isLiving || `if its \`${relation}\` is not deleted`]);
  };
  return all(rules.map((rule) => verdictOf(rule, { ...asking, canRead })));
}

function ownerRelationsOf(policy: Policy | undefined): ReadonlySet<string> {
  return new Set(rulesOf(policy).flatMap(ownerRelations));
}

function wordsOf(verdict: Verdict): string {
  return typeof verdict === 'string' ? verdict : verdict ? 'yes' : 'no';
}

/** A Markdown table, laid out as the formatter does. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [head, widths.map((width) => '-'.repeat(width)), ...body].map(line).join('\n');
}
