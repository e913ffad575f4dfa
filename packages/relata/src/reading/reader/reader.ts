import type { GraphQLResolveInfo } from 'graphql';
import type { Key } from '../../kinds/kind.js';
import { keyParts } from '../../model/key.js';
import type { Model } from '../../model/model.js';
import type { RequestContext } from '../../request/context.js';
import type { Engine } from '../engine.js';
import { pathOfField } from '../plan/field-path.js';
import { planOfRequest } from '../plan/plan-of-request.js';
import type { HandWrittenPlan, RootPlan } from '../plan/read-plan.js';
import { Connection, type Edge } from './connection.js';
import { loaderOf } from './loaders.js';
import { readByKeys, readLookup, readNodes, readReferences } from './read-rows.js';
import type { Row, RowValues } from './row.js';
import { StatementRunner } from './statement-runner.js';

/**
 * The reference reader: graphql-js executes, root fields read through the session, relations
 * through loaders keyed by the nodes of the plan, one statement a relation level.
 */
export class Reader {
  readonly engine: Engine;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** Reads a derived field of the root: a list, a row by a unique column, nodes by id. */
  async root(context: RequestContext, info: GraphQLResolveInfo): Promise<unknown> {
    const runner = new StatementRunner(this.engine, context);
    const plan = this.#rootPlan(context, info);
    switch (plan?.kind) {
      case 'connection':
        return new Connection(runner, plan, null);
      case 'lookup': {
        const values = await readLookup(runner, plan);
        return values && { values, plan: plan.row };
      }
      case 'nodes': {
        const rows = await readNodes(runner, plan);
        return plan.isList ? rows : (rows[0] ?? null);
      }
      case 'handWritten':
      case undefined:
        return null;
    }
  }

  /** Reads rows a hand-written field names by key, as the viewer may see them. */
  async handWritten(
    context: RequestContext,
    info: GraphQLResolveInfo,
    key: Key,
  ): Promise<Row | null> {
    const plan = this.#rootPlan(context, info);
    return plan?.kind === 'handWritten' ? await this.#readNamed(context, plan, key) : null;
  }

  /** As {@link handWritten}, for a field that may name rows of several models. */
  async ofModel(
    context: RequestContext,
    info: GraphQLResolveInfo,
    { model, key }: { readonly model: Model; readonly key: Key },
  ): Promise<Row | null> {
    const plan = this.#rootPlan(context, info);
    return plan?.kind === 'handWritten'
      ? await this.#readNamed(context, plan.others?.get(model) ?? plan, key)
      : null;
  }

  /** As {@link handWritten}, for a hand-written field of a row. */
  async ofRow(
    context: RequestContext,
    row: Row,
    named: { readonly key: Key; readonly field: string },
  ): Promise<Row | null> {
    const plan = row.plan.written.get(named.field);
    return plan === undefined ? null : await this.#readNamed(context, plan, named.key);
  }

  async #readNamed(context: RequestContext, plan: HandWrittenPlan, key: Key): Promise<Row | null> {
    const runner = new StatementRunner(this.engine, context);
    const loader = loaderOf(context, { node: plan, purpose: 'row' }, (keys) =>
      readByKeys(runner, plan.row, keys),
    );
    const values = await loader.load(key);
    return values === undefined ? null : { values, plan: plan.row };
  }

  /** Reads a row as {@link handWritten} does, and shows it as an edge of the root list of its model. */
  async writtenEdge(
    context: RequestContext,
    info: GraphQLResolveInfo,
    key: Key,
  ): Promise<Edge | null> {
    const row = await this.handWritten(context, info, key);
    if (row === null) {
      return null;
    }
    const { values, plan } = row;
    const { cursors } = this.engine;
    const mark = plan.fields.find((field) => field.kind === 'cursor');
    const nodes = plan.fields.flatMap((field) =>
      field.kind === 'row' ? [[field.key, field.row] as const] : [],
    );
    return {
      row: { values, position: keyParts(plan.model.id, key) },
      nodes: new Map(nodes),
      connection: {
        cursorOf: (position) =>
          mark === undefined || position == null ? null : cursors.encode(mark, position),
      },
    };
  }

  /** Reads what a to-one relation leads to. */
  async reference(context: RequestContext, row: Row, responseKey: string): Promise<Row | null> {
    const plan = row.plan.relations.get(responseKey);
    if (plan?.kind !== 'reference') {
      return null;
    }
    const key = row.values[plan.start.name] as Key | null | undefined;
    if (key == null) {
      return null;
    }
    const runner = new StatementRunner(this.engine, context);
    const loader = loaderOf<RowValues>(context, { node: plan, purpose: 'row' }, (keys) =>
      readReferences(runner, plan, keys),
    );
    const values = await loader.load(key);
    return values === undefined ? null : { values, plan: plan.row };
  }

  /** The connection of a to-many relation; nothing is read yet. */
  connection(context: RequestContext, row: Row, responseKey: string): Connection | null {
    const plan = row.plan.relations.get(responseKey);
    if (plan?.kind !== 'connection' || plan.start === null) {
      return null;
    }
    const runner = new StatementRunner(this.engine, context);
    return new Connection(runner, plan, row.values[plan.start.name] as Key);
  }

  #rootPlan(context: RequestContext, info: GraphQLResolveInfo): RootPlan | undefined {
    return planOfRequest(this.engine, context, {
      schema: info.schema,
      operation: info.operation,
      fragments: info.fragments,
      variables: info.variableValues,
    }).roots.get(pathOfField(info));
  }
}
