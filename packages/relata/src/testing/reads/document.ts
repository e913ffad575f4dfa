import type { AggregateName } from '../oracle/aggregate.js';
import type {
  ConnectionRequest,
  ConnectionSelection,
  LookupRequest,
  ReferenceRequest,
  RootRequest,
  RowSelection,
} from '../oracle/request.js';

/** A GraphQL request. */
export interface PrintedDocument {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Prints requests as one document, under the aliases r0, r1, …; filters and cursors are variables. */
export function printDocument(requests: readonly RootRequest[]): PrintedDocument {
  const printer = new Printer();
  const fields = requests.map((request, at) => `r${String(at)}: ${printer.root(request)}`);
  const head =
    printer.declarations.length === 0 ? '' : `query(${printer.declarations.join(', ')}) `;
  return { query: `${head}{\n${fields.join('\n')}\n}`, variables: printer.variables };
}

class Printer {
  readonly declarations: string[] = [];
  readonly variables: Record<string, unknown> = {};

  root(request: RootRequest): string {
    return request.kind === 'connection' ? this.#connection(request) : this.#lookup(request);
  }

  #lookup({ field, model, args, selection }: LookupRequest): string {
    const row = this.#row(selection);
    const body = field === 'node' ? `{ id ... on ${model} ${row} }` : row;
    const said = args.map(
      ({ name, type, value }) => `${name}: ${this.#variable(`${type}!`, value)}`,
    );
    return `${field}(${said.join(', ')}) ${body}`;
  }

  #connection({ field, model, input, selection }: ConnectionRequest): string {
    const { where, orderBy, after, before, ...plain } = input;
    const parts = Object.entries(plain).map(([name, value]) => `${name}: ${String(value)}`);
    if (where !== undefined) {
      parts.push(`where: ${this.#variable(`${model}Where`, where)}`);
    }
    if (orderBy !== undefined) {
      parts.push(`orderBy: ${literal(orderBy)}`);
    }
    if (after !== undefined) {
      parts.push(`after: ${this.#variable('String', after.text)}`);
    }
    if (before !== undefined) {
      parts.push(`before: ${this.#variable('String', before.text)}`);
    }
    const args = parts.length === 0 ? '' : `(${parts.join(', ')})`;
    return `${field}${args} { ${this.#parts(selection)} }`;
  }

  #parts({ nodes, edges, pageInfo, totalCount, aggregate }: ConnectionSelection): string {
    return [
      ...(nodes === undefined ? [] : [`nodes ${this.#row(nodes)}`]),
      ...(edges === undefined ? [] : [`edges { cursor node ${this.#row(edges)} }`]),
      ...(pageInfo === undefined ? [] : [`pageInfo { ${pageInfo.join(' ')} }`]),
      ...(totalCount === true ? ['totalCount'] : []),
      ...(aggregate === undefined ? [] : [printAggregate(aggregate)]),
    ].join(' ');
  }

  #row({ columns, relations }: RowSelection): string {
    const below = Object.entries(relations).map(
      ([alias, request]) => `${alias}: ${this.#relation(request)}`,
    );
    return `{ ${['id', ...columns, ...below].join(' ')} }`;
  }

  #relation(request: ReferenceRequest | ConnectionRequest): string {
    return request.kind === 'connection'
      ? this.#connection(request)
      : `${request.field} ${this.#row(request.selection)}`;
  }

  #variable(type: string, value: unknown): string {
    const name = `v${String(this.declarations.length)}`;
    this.declarations.push(`$${name}: ${type}`);
    this.variables[name] = value;
    return `$${name}`;
  }
}

function printAggregate(
  selected: Readonly<Partial<Record<AggregateName, readonly string[]>>>,
): string {
  const parts = Object.entries(selected).map(
    ([name, columns]) => `${name} { ${columns.join(' ')} }`,
  );
  return `aggregate { ${['count', ...parts].join(' ')} }`;
}

/** An order as a GraphQL literal: all its leaves are enum values. */
function literal(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(literal).join(', ')}]`;
  }
  return typeof value === 'object' && value !== null
    ? `{${Object.entries(value)
        .map(([key, member]) => `${key}: ${literal(member)}`)
        .join(', ')}}`
    : String(value);
}
