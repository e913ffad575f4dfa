import { OperationNodeTransformer, type ReferenceNode } from 'kysely';
import type { Sql } from '../sql/dialect.js';

/** The columns of one table that some expressions name, each once, in the order in which they do. */
export function usedColumns(expressions: readonly Sql[], alias: string): readonly string[] {
  const seen = new ReferenceReader(alias);
  for (const expression of expressions) {
    seen.transformNode(expression.toOperationNode());
  }
  return [...seen.columns];
}

/** Kysely's way of going through an expression is to transform it; what comes of it is not needed. */
class ReferenceReader extends OperationNodeTransformer {
  readonly columns = new Set<string>();
  readonly #alias: string;

  constructor(alias: string) {
    super();
    this.#alias = alias;
  }

  protected override transformReference(node: ReferenceNode): ReferenceNode {
    const { table, column } = node;
    if (table?.table.identifier.name === this.#alias && column.kind === 'ColumnNode') {
      this.columns.add(column.column.name);
    }
    return node;
  }
}
