import {
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { ANONYMOUS } from '../../access/viewer.js';
import { adoptViewer, type RequestContext } from '../../request/context.js';
import { bringsCredentials } from '../../writing/document/standalone.js';

/** Fragments of a document, by name. */
type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** A valid operation, and the request it belongs to. */
interface ResolvedOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Fragments;
  readonly contextValue: RequestContext;
}

/**
 * Takes a request for nobody's where all it asks for brings credentials of its own: a token that has
 * ended must not keep anybody from signing in. Variables are not looked at, as they may be wrong.
 */
export function ignoreIdentity(resolved: ResolvedOperation): void {
  const { schema, operation, fragments, contextValue } = resolved;
  if (operation.operation !== OperationTypeNode.MUTATION) {
    return;
  }
  const all = schema.getMutationType()?.getFields() ?? {};
  const fields = rootNames(operation.selectionSet, fragments).flatMap((name) => all[name] ?? []);
  if (fields.length > 0 && fields.every(bringsCredentials)) {
    adoptViewer(contextValue, ANONYMOUS);
  }
}

function rootNames(selected: SelectionSetNode | undefined, fragments: Fragments): string[] {
  return (selected?.selections ?? []).flatMap((selection) => {
    if (selection.kind === Kind.FIELD) {
      return [selection.name.value];
    }
    const part =
      selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection;
    return rootNames(part?.selectionSet, fragments);
  });
}
