import {
  type ASTNode,
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { RelataError } from '../../errors.js';
import type { Settings } from '../../settings.js';
import { DocumentMemo } from './document-memo.js';
import { plural } from '../../plural.js';

type Limits = Settings['limits'];

/**
 * Makes what refuses a document that is too long, or nests its brackets so deep that the parser, which
 * is recursive, would exhaust the stack.
 * @returns a function that throws RelataError GRAPHQL_PARSE_FAILED
 */
export function refusingLargeDocuments({
  documentCharacters,
  nesting,
}: Pick<Limits, 'documentCharacters' | 'nesting'>): (source: string) => void {
  const areNestedDeeper = new DocumentMemo((source) => isNestedDeeper(source, nesting));
  return (source) => {
    if (source.length > documentCharacters) {
      throw new RelataError(
        'GRAPHQL_PARSE_FAILED',
        `The document has ${String(source.length)} ${plural(source.length, 'character')}, the limit is ${String(documentCharacters)}`,
      );
    }
    if (areNestedDeeper.of(source)) {
      throw new RelataError(
        'GRAPHQL_PARSE_FAILED',
        `The document nests its brackets deeper than ${String(nesting)}`,
      );
    }
  };
}

/** One pass over the characters; what stands in comments and strings does not count. */
function isNestedDeeper(source: string, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < source.length; at += 1) {
    switch (source[at]) {
      case '{':
      case '[':
      case '(':
        depth += 1;
        if (depth > limit) {
          return true;
        }
        break;
      case '}':
      case ']':
      case ')':
        depth -= 1;
        break;
      case '#':
        at = endOfLine(source, at);
        break;
      case '"':
        at = source.startsWith('"""', at) ? endOfBlockString(source, at) : endOfString(source, at);
        break;
      case undefined:
        break;
    }
  }
  return false;
}

/** Index of the line break that ends a comment, or of the end. */
function endOfLine(source: string, at: number): number {
  let end = at;
  while (end < source.length && source[end] !== '\n' && source[end] !== '\r') {
    end += 1;
  }
  return end;
}

function endOfString(source: string, start: number): number {
  let end = start + 1;
  while (
    end < source.length &&
    source[end] !== '"' &&
    source[end] !== '\n' &&
    source[end] !== '\r'
  ) {
    end += source[end] === '\\' ? 2 : 1;
  }
  return end;
}

function endOfBlockString(source: string, start: number): number {
  let end = source.indexOf('"""', start + 3);
  while (end !== -1 && source[end - 1] === '\\') {
    end = source.indexOf('"""', end + 3);
  }
  return end === -1 ? source.length : end + 2;
}

/** How large a selection is with its fragments written out. */
interface Measure {
  /** Fields below each other; `edges`, `node` and `nodes` are the shape of a list, not a level. */
  readonly depth: number;
  readonly aliases: number;
  /** Fields of the selection itself. */
  readonly fields: number;
}

const NOTHING: Measure = { depth: 0, aliases: 0, fields: 0 };
const CONNECTION_FIELDS: ReadonlySet<string> = new Set(['edges', 'node', 'nodes']);
const INTROSPECTION_FIELDS: ReadonlySet<string> = new Set(['__schema', '__type']);

/** The validation rule for everything about a document that does not depend on its variables. */
export function documentLimits(limits: Limits): ValidationRule {
  return (context) => new DocumentMeter(context, limits).visitor;
}

/** Counts one document. Every fragment is measured once, however often it is spread. */
class DocumentMeter {
  readonly #context: ValidationContext;
  readonly #limits: Limits;
  readonly #measured = new Map<FragmentDefinitionNode, Measure>();
  #directives = 0;

  constructor(context: ValidationContext, limits: Limits) {
    this.#context = context;
    this.#limits = limits;
  }

  readonly visitor: ASTVisitor = {
    Document: ({ definitions }) => {
      const operations = definitions.filter(
        ({ kind }) => kind === Kind.OPERATION_DEFINITION,
      ).length;
      const fragments = definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION).length;
      this.#check('operations', { counted: operations, limit: this.#limits.operations });
      this.#check('fragments', { counted: fragments, limit: this.#limits.fragments });
    },
    Directive: (node) => {
      this.#directives += 1;
      // Once is enough: the rule sees each of the others as well.
      if (this.#directives === this.#limits.directives + 1) {
        this.#check(
          'directives',
          { counted: this.#directives, limit: this.#limits.directives },
          node,
        );
      }
    },
    OperationDefinition: (node) => {
      const { depth, aliases, fields } = this.#measure(node.selectionSet);
      const most =
        node.operation === OperationTypeNode.MUTATION
          ? this.#limits.rootMutationFields
          : this.#limits.rootFields;
      this.#check(`root fields in a ${node.operation}`, { counted: fields, limit: most }, node);
      this.#check('aliases', { counted: aliases, limit: this.#limits.aliases }, node);
      if (depth > this.#limits.depth) {
        this.#report(
          `The operation is ${String(depth)} ${plural(depth, 'field')} deep, the limit is ${String(this.#limits.depth)}`,
          node,
        );
      }
    },
  };

  #measure(set: SelectionSetNode): Measure {
    return set.selections
      .map((selection): Measure => {
        switch (selection.kind) {
          case Kind.FIELD: {
            const name = selection.name.value;
            const own = selection.alias === undefined ? 0 : 1;
            if (selection.selectionSet === undefined || INTROSPECTION_FIELDS.has(name)) {
              return {
                depth: selection.selectionSet === undefined ? 1 : 0,
                aliases: own,
                fields: 1,
              };
            }
            const below = this.#measure(selection.selectionSet);
            const level = CONNECTION_FIELDS.has(name) ? 0 : 1;
            return { depth: below.depth + level, aliases: below.aliases + own, fields: 1 };
          }
          case Kind.INLINE_FRAGMENT:
            return this.#measure(selection.selectionSet);
          case Kind.FRAGMENT_SPREAD:
            return this.#measureFragment(selection.name.value);
        }
      })
      .reduce(
        (sum, each) => ({
          depth: Math.max(sum.depth, each.depth),
          aliases: sum.aliases + each.aliases,
          fields: sum.fields + each.fields,
        }),
        NOTHING,
      );
  }

  #measureFragment(name: string): Measure {
    const fragment = this.#context.getFragment(name);
    if (fragment == null) {
      return NOTHING;
    }
    const known = this.#measured.get(fragment);
    if (known !== undefined) {
      return known;
    }
    // A fragment within itself finds this entry; another rule reports the cycle.
    this.#measured.set(fragment, NOTHING);
    const measure = this.#measure(fragment.selectionSet);
    this.#measured.set(fragment, measure);
    return measure;
  }

  #check(
    what: string,
    { counted, limit }: { readonly counted: number; readonly limit: number },
    node?: ASTNode,
  ): void {
    if (counted > limit) {
      this.#report(
        `The document has ${String(counted)} ${what}, the limit is ${String(limit)}`,
        node,
      );
    }
  }

  #report(message: string, node?: ASTNode): void {
    this.#context.reportError(new GraphQLError(message, node === undefined ? {} : { nodes: node }));
  }
}
