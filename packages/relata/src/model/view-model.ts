import type { MetadataStorage, Platform } from '@mikro-orm/core';
import { Entity } from '@mikro-orm/decorators/legacy';
import { isPostgres } from '../kinds/platform.js';
import { Model, type ModelOptions } from './decorators.js';

/** Options of {@link ViewModel}. */
export interface ViewModelOptions extends ModelOptions {
  /** What it selects: one text, or one for each database. */
  readonly expression: string | { readonly sqlite: string; readonly postgresql: string };
  /** Whether PostgreSQL keeps its rows until it is told to refresh them; SQLite has a plain view then. */
  readonly materialized?: boolean;
}

/**
 * A model whose rows come from a view of the database: they are read, and nobody writes them.
 * @example
 * @ViewModel({
 *   description: 'How much a person wrote.',
 *   table: 'totals',
 *   expression: `select author_id as id, cast(count(*) as integer) as posts from posts group by author_id`,
 * })
 * @Access<Total>({ read: everyone })
 * class Total {
 *   @Field(() => Int, { description: 'How many posts there are.' })
 *   posts!: number;
 * }
 */
export function ViewModel(options: ViewModelOptions): ClassDecorator {
  const { expression, materialized = false, ...rest } = options;
  return (target) => {
    Model(rest)(target);
    Entity({
      view: materialized ? { materialized: true } : true,
      expression:
        typeof expression === 'string'
          ? expression
          : (em: { getPlatform: () => Platform }) =>
              isPostgres(em.getPlatform()) ? expression.postgresql : expression.sqlite,
    } as never)(target);
  };
}

/** Hook for the end of discovery: SQLite keeps no rows of views. */
export function plainViews(storage: MetadataStorage, platform: Platform): void {
  for (const meta of isPostgres(platform) ? [] : storage.getAll().values()) {
    if (meta.view === true) {
      meta.materialized = false;
    }
  }
}
