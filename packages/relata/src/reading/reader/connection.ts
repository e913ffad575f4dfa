import type { Key } from '../../kinds/kind.js';
import type { Position } from '../order/seek.js';
import type { ConnectionPlan, PageEnd, RowPlan } from '../plan/read-plan.js';
import { type Batch, loaderOf } from './loaders.js';
import { type Page, type PageRow, readPages, readRootPage } from './read-page.js';
import {
  readBeyond,
  readRootBeyond,
  readRootSummary,
  readSummaries,
  type Summary,
} from './read-summary.js';
import type { Row } from './row.js';
import type { StatementRunner } from './statement-runner.js';

/** Stands for the root where a loader wants the key of a parent. */
const ROOT = 0;

/** An edge of a connection: what resolvers of its fields get. */
export interface Edge {
  readonly row: PageRow;
  /** Plans for the row, by the response key of `node`. */
  readonly nodes: ReadonlyMap<string, RowPlan>;
  readonly connection: Pick<Connection, 'cursorOf'>;
}

/** One connection of one parent. It reads nothing until asked, and each thing once. */
export class Connection {
  readonly plan: ConnectionPlan;
  readonly #runner: StatementRunner;
  readonly #parent: Key;

  /** @param parent - key of the parent row; null at the root */
  constructor(runner: StatementRunner, plan: ConnectionPlan, parent: Key | null) {
    this.plan = plan;
    this.#runner = runner;
    this.#parent = parent ?? ROOT;
  }

  /** Rows under `nodes`, with the plan of that response key. */
  async nodes(key: string): Promise<readonly Row[]> {
    const plan = this.plan.nodes.get(key);
    const { rows } = await this.#page();
    return plan === undefined ? [] : rows.map(({ values }) => ({ values, plan }));
  }

  /** Edges under the response key of `edges`. */
  async edges(key: string): Promise<readonly Edge[]> {
    const nodes = this.plan.edges.get(key) ?? new Map<string, RowPlan>();
    const { rows } = await this.#page();
    return rows.map((row) => ({ row, nodes, connection: this }));
  }

  /** Whether there are more rows at an end of the page. */
  async hasMore(end: PageEnd): Promise<boolean> {
    for (const more of this.plan.page.ends[end]) {
      if (more === 'oneMore' ? (await this.#page()).hasMore : await this.#isBeyond(more)) {
        return true;
      }
    }
    return false;
  }

  async startCursor(): Promise<string | null> {
    return this.cursorOf((await this.#page()).rows.at(0)?.position);
  }

  async endCursor(): Promise<string | null> {
    return this.cursorOf((await this.#page()).rows.at(-1)?.position);
  }

  /** The cursor that stands on a row. */
  cursorOf(position: Position | null | undefined): string | null {
    return position === null || position === undefined
      ? null
      : this.#runner.engine.cursors.encode(this.plan, position);
  }

  /** Count and aggregates over all rows, whatever the page. */
  async summary(): Promise<Summary> {
    const loader = this.#loaderOf('summary', async (parents) =>
      this.plan.relation === null
        ? new Map([[ROOT, await readRootSummary(this.#runner, this.plan)]])
        : await readSummaries(this.#runner, this.plan, parents),
    );
    return (await loader.load(this.#parent)) ?? { count: 0, aggregates: new Map() };
  }

  async #page(): Promise<Page> {
    const loader = this.#loaderOf('page', async (parents) =>
      this.plan.relation === null
        ? new Map([[ROOT, await readRootPage(this.#runner, this.plan)]])
        : await readPages(this.#runner, this.plan, parents),
    );
    return (await loader.load(this.#parent)) ?? { rows: [], hasMore: false };
  }

  async #isBeyond(side: 'after' | 'before'): Promise<boolean> {
    const pageSide = { plan: this.plan, side };
    const loader = this.#loaderOf(side, async (parents) =>
      this.plan.relation === null
        ? new Map([[ROOT, await readRootBeyond(this.#runner, pageSide)]])
        : await readBeyond(this.#runner, pageSide, parents),
    );
    return (await loader.load(this.#parent)) ?? false;
  }

  #loaderOf<T>(purpose: string, batch: Batch<T>): ReturnType<typeof loaderOf<T>> {
    return loaderOf(this.#runner.context, { node: this.plan, purpose }, batch);
  }
}
