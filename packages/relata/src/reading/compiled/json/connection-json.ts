import { sql } from 'kysely';
import type {
  AggregateField,
  ConnectionField,
  ConnectionPlan,
  EdgeField,
  PageInfoField,
} from '../../plan/read-plan.js';
import type { KeySql, Sql } from '../../sql/dialect.js';
import type { Compilation } from '../compilation.js';
import { cursorJson } from './cursor-json.js';
import { isBeyond, PageRows } from '../page-rows.js';
import { objectOf, orNull, type SqlFragment, textOf, typeNameJson } from '../fragments.js';
import { rowJson } from './row-json.js';
import { SummaryColumns } from '../summary-columns.js';

/**
 * A connection as JSON.
 * @param parent - key of the row it belongs to; null at the root
 */
export function connectionFragments(
  compilation: Compilation,
  planned: ConnectionPlan,
  parent: KeySql | null,
): readonly SqlFragment[] {
  const { plan, offset } = compilation.binding.connection(planned);
  const page = new PageRows(compilation, { plan, offset, parent });
  const summary = new SummaryColumns(compilation, { plan, parent });
  const writer = new ConnectionWriter(compilation, page, summary);
  const fragments = objectOf(plan.fields.map((field) => [field.key, writer.field(field)]));
  const sources = [page.source(), summary.source()].filter((source) => source !== null);
  return sources.length === 0
    ? fragments
    : [
        sql`(select ${textOf(compilation.json, fragments)} from ${sql.join(sources, sql` cross join `)})`,
      ];
}

class ConnectionWriter {
  readonly #compilation: Compilation;
  readonly #page: PageRows;
  readonly #summary: SummaryColumns;

  constructor(compilation: Compilation, page: PageRows, summary: SummaryColumns) {
    this.#compilation = compilation;
    this.#page = page;
    this.#summary = summary;
  }

  field(field: ConnectionField): readonly SqlFragment[] {
    switch (field.kind) {
      case 'typeName':
        return [typeNameJson(field)];
      case 'totalCount':
        return [this.#summary.count()];
      case 'nodes':
        return ['[', this.#page.list((alias) => rowJson(this.#compilation, field.row, alias)), ']'];
      case 'edges':
        return ['[', this.#page.list((alias) => this.#edge(field.fields, alias)), ']'];
      case 'pageInfo':
        return objectOf(field.fields.map((part) => [part.key, this.#pageInfo(part)]));
      case 'aggregate':
        return objectOf(field.fields.map((part) => [part.key, this.#aggregate(part)]));
    }
  }

  #edge(fields: readonly EdgeField[], alias: string): Sql {
    const compilation = this.#compilation;
    const { plan } = this.#page;
    return textOf(
      compilation.json,
      objectOf(
        fields.map((field) => {
          switch (field.kind) {
            case 'typeName':
              return [field.key, [typeNameJson(field)]];
            case 'cursor':
              return [field.key, [cursorJson(compilation, plan, alias)]];
            case 'node':
              return [field.key, [rowJson(compilation, field.row, alias)]];
          }
        }),
      ),
    );
  }

  #pageInfo(field: PageInfoField): readonly SqlFragment[] {
    const page = this.#page;
    switch (field.kind) {
      case 'typeName':
        return [typeNameJson(field)];
      case 'startCursor':
        return [orNull(page.cursor('first'))];
      case 'endCursor':
        return [orNull(page.cursor('last'))];
      case 'hasNextPage':
      case 'hasPreviousPage':
        return this.#anyOf(
          page.plan.page.ends[field.kind].map((more) =>
            more === 'oneMore' ? page.hasMore() : isBeyond(this.#compilation, page, more),
          ),
        );
    }
  }

  #anyOf(tests: readonly Sql[]): readonly SqlFragment[] {
    return tests.length === 0
      ? ['false']
      : [this.#compilation.json.boolean(sql.join(tests, sql` or `))];
  }

  #aggregate(field: AggregateField): readonly SqlFragment[] {
    switch (field.kind) {
      case 'typeName':
        return [typeNameJson(field)];
      case 'count':
        return [this.#summary.count()];
      case 'function':
        return objectOf(
          field.fields.map((part) => [
            part.key,
            [
              part.kind === 'typeName'
                ? typeNameJson(part)
                : orNull(this.#summary.value(part.value)),
            ],
          ]),
        );
    }
  }
}
