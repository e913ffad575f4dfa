import { type FieldNode, Kind, parse, print, type SelectionSetNode, visit } from 'graphql';
import { ALWAYS } from '../../filter/condition.js';
import { policyOf } from '../../access/access.js';
import type { Policies } from '../../access/policies.js';
import type { Viewer } from '../../access/viewer.js';
import type { Engine } from '../../reading/engine.js';
import type { CursorCodec } from '../../reading/order/cursor.js';
import type { Position } from '../../reading/order/seek.js';
import type { Dialect, TextSearch } from '../../reading/sql/dialect.js';
import type { PrintedDocument } from './document.js';

/** An engine whose text operators ignore case even where it matters. */
export function ignoringCase(engine: Engine): Engine {
  const { dialect } = engine;
  return {
    ...engine,
    dialect: {
      ...dialect,
      text: {
        ...dialect.text,
        contains: (search) => dialect.text.contains(lowered(dialect, search)),
        endsWith: (search) => dialect.text.endsWith(lowered(dialect, search)),
      },
    },
  };
}

function lowered(dialect: Dialect, { text, part, ...search }: TextSearch): TextSearch {
  return { ...search, text: dialect.lower(text), part: dialect.lower(part) };
}

/** An engine that shows soft-deleted rows wherever they are not asked for. */
export function showingDeleted(engine: Engine): Engine {
  const { policies } = engine;
  return withRules(engine, {
    read: (model, viewer, deleted) =>
      deleted === undefined || deleted === 'EXCLUDE'
        ? policies.read(model, allowedDeleted(engine, viewer), 'INCLUDE')
        : policies.read(model, viewer, deleted),
  });
}

/** An engine that knows no policy on rows. */
export function withoutPolicies(engine: Engine): Engine {
  return withRules(engine, { read: () => ALWAYS });
}

/** An engine that masks no field. */
export function withoutMasks(engine: Engine): Engine {
  return withRules(engine, { mask: () => ALWAYS });
}

/** An engine whose cursors stand one row too early, so that `after` gives their own row again. */
export function inclusiveCursors(engine: Engine): Engine {
  const { cursors } = engine;
  const decode: CursorCodec['decode'] = (cursor, expected) =>
    cursors.decode(cursor, expected).map((value, at): Position[number] => {
      const item = expected.order[at];
      const isKey = item?.path.length === 0 && item.column === item.column.model.id;
      const isForward = (expected.argument === 'after') !== item?.isDescending;
      return isKey ? Number(value) + (isForward ? -1 : 1) : value;
    });
  return { ...engine, cursors: replaced(cursors, { decode }) };
}

/** An engine with other rules in the place of some of its own. */
export function withRules(engine: Engine, rules: Partial<Policies>): Engine {
  return { ...engine, policies: replaced(engine.policies, rules) };
}

/** An object with other members in the place of some of its own. */
function replaced<T extends object>(original: T, members: Partial<T>): T {
  return new Proxy(original, {
    get: (target, name) => {
      const own: unknown = Reflect.get(target, name, target);
      const other: unknown = Reflect.get(members, name);
      return other ?? (typeof own === 'function' ? (own.bind(target) as unknown) : own);
    },
  });
}

function allowedDeleted({ catalog }: Engine, { userId, permissions }: Viewer): Viewer {
  const asked = [...catalog.values()].flatMap(({ target }) => {
    const rule = policyOf(target)?.readDeleted;
    return rule?.kind === 'can' ? [rule.permission] : [];
  });
  return { userId, permissions: new Set([...permissions, ...asked]) };
}

/** The document as a server sees it that breaks ties the other way round. */
export function otherTieBreak({ query, variables }: PrintedDocument): PrintedDocument {
  const reversed = query.replace(/orderBy: \[([^\]]*)\]/g, (_, items: string) => {
    const isDescending = /.*(ASC|DESC)/.exec(items)?.[1] === 'DESC';
    return `orderBy: [${items}, {id: ${isDescending ? 'ASC' : 'DESC'}}]`;
  });
  return { query: reversed, variables };
}

/** The document as a server sees it that puts nulls at the wrong end. */
export function otherNulls({ query, variables }: PrintedDocument): PrintedDocument {
  const swapped: Readonly<Record<string, string>> = {
    ASC: 'ASC_NULLS_FIRST',
    ASC_NULLS_FIRST: 'ASC_NULLS_LAST',
    ASC_NULLS_LAST: 'ASC_NULLS_FIRST',
    DESC: 'DESC_NULLS_LAST',
    DESC_NULLS_FIRST: 'DESC_NULLS_LAST',
    DESC_NULLS_LAST: 'DESC_NULLS_FIRST',
  };
  return {
    query: query.replace(
      /\b(?:ASC|DESC)(?:_NULLS_(?:FIRST|LAST))?\b/g,
      (word) => swapped[word] ?? word,
    ),
    variables,
  };
}

/** The document as a server sees it that takes `every` for `some`. */
export function everyAsSome({ query, variables }: PrintedDocument): PrintedDocument {
  const text = JSON.stringify(variables).replaceAll('"every":', '"some":');
  return { query, variables: JSON.parse(text) as PrintedDocument['variables'] };
}

/** The document as a server sees it that reads a relation once for all its aliases. */
export function oneAliasForAll({ query, variables }: PrintedDocument): PrintedDocument {
  const mixed = visit(parse(query), {
    SelectionSet: (node): SelectionSetNode => {
      const fields = node.selections.filter(({ kind }) => kind === Kind.FIELD);
      const original = (fields as readonly FieldNode[]).find(({ alias }) => alias?.value === 'a');
      return {
        ...node,
        selections: node.selections.map((field) =>
          original !== undefined && field.kind === Kind.FIELD && field.alias?.value === 'b'
            ? { ...field, arguments: original.arguments ?? [] }
            : field,
        ),
      };
    },
  });
  return { query: withUsedVariables(print(mixed)), variables };
}

/** Unused variables are an error: each is named where it does no harm. */
function withUsedVariables(query: string): string {
  const [head = '', ...rest] = query.split('\n');
  const body = rest.join('\n');
  const declared = /^query ?\((.*)\)/.exec(head)?.[1]?.split(', ') ?? [];
  const used = declared.filter((declaration) =>
    new RegExp(`\\${declaration.split(':')[0] ?? ''}\\b`).test(body),
  );
  return `${used.length === 0 ? '' : `query (${used.join(', ')}) `}{\n${body}`;
}

/** An answer with one of its members replaced wherever it is. */
export function withMember(answer: string, name: string, value: unknown): string {
  return JSON.stringify(
    JSON.parse(answer, (key, member: unknown) => (key === name ? value : member)),
  );
}
