import { rowNumber } from '../rows/row-keys.js';
import type { ConnectionRequest, Cursor, RootRequest, RowSelection } from '../oracle/request.js';

/** More rows than any list has. */
const ALL = 1000;
const NOTHING: RowSelection = { columns: [], relations: {} };

/** A connection that wants cursors, and the request whose answer has them. */
export interface Probe {
  readonly wanting: ConnectionRequest;
  readonly request: ConnectionRequest;
  /** Reads the cursors out of its answer. */
  cursorsOf(answer: unknown): readonly Cursor[];
}

/** What to ask first, so that a request can have the cursors it wishes. */
export function probesOf(request: RootRequest): readonly Probe[] {
  if (request.kind === 'lookup') {
    return [];
  }
  const { nodes, edges } = request.selection;
  const below = [nodes, edges].flatMap((row) => Object.values(row?.relations ?? {}));
  const wanting = below.filter(
    (relation) => relation.kind === 'connection' && relation.wishes !== undefined,
  );
  return [
    ...(request.wishes === undefined ? [] : [rootProbe(request)]),
    ...wanting.map((relation) => relationProbe(request, relation as ConnectionRequest)),
  ];
}

/** The request with the cursors it wished for; a list without rows has none to give. */
export function withCursors(
  request: RootRequest,
  found: ReadonlyMap<ConnectionRequest, readonly Cursor[]>,
): RootRequest {
  return request.kind === 'lookup' ? request : fulfilled(request, found);
}

function fulfilled(
  request: ConnectionRequest,
  found: ReadonlyMap<ConnectionRequest, readonly Cursor[]>,
): ConnectionRequest {
  const { wishes, selection, input, ...rest } = request;
  const cursors = found.get(request) ?? [];
  const at = (share: number | undefined): Cursor | undefined =>
    share === undefined ? undefined : cursors[Math.floor(share * cursors.length)];
  const after = at(wishes?.after);
  const before = at(wishes?.before);
  const { nodes, edges } = selection;
  return {
    ...rest,
    input: { ...input, ...(after && { after }), ...(before && { before }) },
    selection: {
      ...selection,
      ...(nodes && { nodes: rowWith(nodes, found) }),
      ...(edges && { edges: rowWith(edges, found) }),
    },
  };
}

function rowWith(
  { columns, relations }: RowSelection,
  found: ReadonlyMap<ConnectionRequest, readonly Cursor[]>,
): RowSelection {
  const entries = Object.entries(relations).map(([alias, relation]) => [
    alias,
    relation.kind === 'connection' ? fulfilled(relation, found) : relation,
  ]);
  return { columns, relations: Object.fromEntries(entries) as RowSelection['relations'] };
}

function rootProbe(wanting: ConnectionRequest): Probe {
  return {
    wanting,
    request: everyEdge(wanting),
    cursorsOf: (answer) => cursorsIn(answer as Edges),
  };
}

function relationProbe(parent: ConnectionRequest, wanting: ConnectionRequest): Probe {
  const relations = { c: everyEdge(wanting) };
  return {
    wanting,
    request: {
      kind: 'connection',
      field: parent.field,
      model: parent.model,
      input: { first: ALL },
      selection: { nodes: { columns: [], relations } },
    },
    cursorsOf: (answer) =>
      (answer as { nodes: readonly { id: string; c: Edges }[] }).nodes.flatMap(({ id, c }) =>
        cursorsIn(c).map((cursor) => ({ ...cursor, parent: rowNumber(id) })),
      ),
  };
}

/** The same list from end to end. */
function everyEdge({ input, wishes, ...rest }: ConnectionRequest): ConnectionRequest {
  const { where, orderBy, deleted } = input;
  const isFiltered = where !== undefined && wishes?.isUnfiltered !== true;
  return {
    ...rest,
    input: {
      first: ALL,
      ...(isFiltered && { where }),
      ...(orderBy !== undefined && { orderBy }),
      ...(deleted !== undefined && { deleted }),
    },
    selection: { edges: NOTHING },
  };
}

interface Edges {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
}

function cursorsIn({ edges }: Edges): readonly Cursor[] {
  return edges.map(({ cursor, node }) => ({ text: cursor, row: rowNumber(node.id) }));
}
