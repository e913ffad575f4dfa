import { idArguments } from '../oracle/lookup-arguments.js';
import { rowNumber } from '../rows/row-keys.js';
import type { StoredRow } from '../oracle/data-set.js';
import type { ConnectionInput, ConnectionRequest, Cursor, RootRequest } from '../oracle/request.js';

import { type Bench, tryRequests } from './trial.js';
import type { Role } from '../askers.js';

/** A list to walk: at the root, or of one parent. */
export interface WalkedList {
  readonly field: string;
  readonly model: string;
  readonly input: Pick<ConnectionInput, 'where' | 'orderBy'>;
  readonly parent?: { readonly model: string; readonly id: string };
}

/** How a list is walked. */
export interface Walk {
  readonly list: WalkedList;
  readonly role: Role;
  readonly size: number;
  readonly isBackward: boolean;
}

/** Walks a list from end to end, page by page, each compared with the oracle's; tells of each page. */
export async function* walkPages(
  bench: () => Bench,
  walk: Walk,
): AsyncGenerator<readonly StoredRow['id'][]> {
  let cursor: Cursor | undefined;
  for (let isMore = true; isMore;) {
    const request = pageRequest(walk, cursor);
    const [answer] = await tryRequests(bench(), walk.role, [request]);
    const { edges, pageInfo } = connectionIn(answer, walk);
    const ids = edges.map(({ node }) => rowNumber(node.id));
    yield ids;
    const last = walk.isBackward ? edges.at(0) : edges.at(-1);
    isMore = walk.isBackward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage;
    const { parent } = walk.list;
    cursor = last && {
      text: last.cursor,
      row: rowNumber(last.node.id),
      ...(parent && { parent: rowNumber(parent.id) }),
    };
  }
}

/** The list itself, whatever the page. */
export function listRequest({ list }: Walk): ConnectionRequest {
  const { field, model, input } = list;
  return { kind: 'connection', field, model, input, selection: {} };
}

function pageRequest(walk: Walk, cursor: Cursor | undefined): RootRequest {
  const { list, size, isBackward } = walk;
  const whole = listRequest(walk);
  const page: ConnectionInput = isBackward
    ? { last: size, ...(cursor && { before: cursor }) }
    : { first: size, ...(cursor && { after: cursor }) };
  const request: ConnectionRequest = {
    ...whole,
    input: { ...whole.input, ...page },
    selection: {
      edges: { columns: [], relations: {} },
      pageInfo: ['hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'],
      totalCount: true,
    },
  };
  return list.parent === undefined
    ? request
    : {
        kind: 'lookup',
        field: 'node',
        model: list.parent.model,
        args: idArguments(list.parent.id),
        selection: { columns: [], relations: { list: request } },
      };
}

interface ConnectionAnswer {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean };
}

function connectionIn(answer: unknown, { list }: Walk): ConnectionAnswer {
  return list.parent === undefined
    ? (answer as ConnectionAnswer)
    : (answer as { readonly list: ConnectionAnswer }).list;
}
