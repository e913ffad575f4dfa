import {
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  parse,
  print,
  visit,
} from 'graphql';
import type { Values } from './draft.js';

/** A document and its variables. */
export interface Reducible {
  readonly query: string;
  readonly values: Values;
}

/**
 * Takes a document apart as long as what is left keeps its fault: selections, arguments, directives
 * and parts of values go, one after the other.
 * @param isFaulty - whether a document still has the fault; what is no longer valid has not
 */
export async function reduce<T extends Reducible>(
  faulty: T,
  isFaulty: (smaller: T) => Promise<boolean>,
): Promise<T> {
  let smallest = faulty;
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (const { query, values } of smallerThan(smallest)) {
      const candidate = { ...smallest, query, values };
      if (await isFaulty(candidate)) {
        smallest = candidate;
        isSmaller = true;
        break;
      }
    }
  }
  return smallest;
}

function* smallerThan({ query, values }: Reducible): Generator<Reducible> {
  const document = parse(query);
  for (const node of removable(document)) {
    yield cleaned(replaced(document, node, null), values);
  }
  for (const [node, other] of simpler(document, values)) {
    yield cleaned(replaced(document, node, other), values);
  }
  for (const [name, value] of Object.entries(values)) {
    for (const smaller of smallerValues(value)) {
      yield { query, values: { ...values, [name]: smaller } };
    }
  }
}

/** What may go, what has most below it first. */
function removable(document: DocumentNode): readonly ASTNode[] {
  const found: ASTNode[] = [];
  visit(document, {
    enter: (node, _key, parent) => {
      const isItem = Array.isArray(parent) && node.kind !== Kind.VARIABLE_DEFINITION;
      if (isItem || node.kind === Kind.ARGUMENT) {
        found.push(node);
      }
    },
  });
  return found;
}

/** Nodes with what may stand in their place: fragments written out, variables as their values. */
function* simpler(
  document: DocumentNode,
  values: Values,
): Generator<readonly [ASTNode, ASTNode | readonly ASTNode[]]> {
  const fragments = new Map(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );
  const found: (readonly [ASTNode, ASTNode | readonly ASTNode[]])[] = [];
  visit(document, {
    InlineFragment: (node) => {
      found.push([node, node.selectionSet.selections]);
    },
    FragmentSpread: (node) => {
      const fragment = fragments.get(node.name.value);
      if (fragment !== undefined) {
        found.push([
          node,
          {
            kind: Kind.INLINE_FRAGMENT,
            typeCondition: fragment.typeCondition,
            selectionSet: fragment.selectionSet,
          },
        ]);
      }
    },
    Field: (node) => {
      const { alias, ...rest } = node;
      if (alias !== undefined) {
        found.push([node, rest]);
      }
    },
    VariableDefinition: ({ variable, defaultValue, ...rest }) => {
      const { value: name } = variable.name;
      if (defaultValue !== undefined && !(name in values)) {
        found.push([
          { ...rest, variable },
          { ...rest, variable },
        ]);
      }
    },
  });
  yield* found;
}

function replaced(
  document: DocumentNode,
  node: ASTNode,
  other: ASTNode | readonly ASTNode[] | null,
): DocumentNode {
  if (Array.isArray(other)) {
    return visit(document, {
      SelectionSet: (set) => {
        const at = set.selections.indexOf(node as FieldNode);
        return at < 0
          ? undefined
          : {
              ...set,
              selections: set.selections.toSpliced(at, 1, ...(other as readonly FieldNode[])),
            };
      },
    });
  }
  return visit(document, { enter: (each) => (each === node ? other : undefined) });
}

/** Without definitions and values that nothing names any more. */
function cleaned(document: DocumentNode, values: Values): Reducible {
  const used = new Set<string>();
  const spread = new Set<string>();
  const main = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const queue: ASTNode[] = [...main];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    visit(node, {
      VariableDefinition: () => false,
      Variable: ({ name }) => {
        used.add(name.value);
      },
      FragmentSpread: ({ name }) => {
        if (!spread.has(name.value)) {
          spread.add(name.value);
          queue.push(
            ...document.definitions.filter(
              (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name.value,
            ),
          );
        }
      },
    });
  }
  const kept = visit(document, {
    FragmentDefinition: ({ name }) => (spread.has(name.value) ? undefined : null),
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null),
  });
  return {
    query: print(kept),
    values: Object.fromEntries(Object.entries(values).filter(([name]) => used.has(name))),
  };
}

function* smallerValues(value: unknown): Generator {
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) {
      yield value.toSpliced(at, 1);
      for (const smaller of smallerValues(item)) {
        yield value.with(at, smaller);
      }
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== key));
      for (const smaller of smallerValues(member)) {
        yield { ...value, [key]: smaller };
      }
    }
  }
}
