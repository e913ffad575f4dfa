import type { Model } from '../../model/model.js';
import { StartupError } from '../../errors.js';
import { StatementRunner } from '../../reading/reader/statement-runner.js';
import type { RequestContext } from '../../request/context.js';
import { demandSignIn } from '../document/anonymous.js';
import type { InputPath } from '../user-error.js';
import { runOf } from '../mutation-run.js';
import type { Outcome } from '../outcome.js';
import { InputParser } from '../input/parse-input.js';
import { hashSecrets } from '../document/prepare.js';
import { noteRefusal } from '../document/refusal.js';
import { runWrite } from '../document/writer.js';

/** A row to create. */
export interface NewRow {
  /** Class of the row. */
  readonly model: abstract new (...args: never[]) => object;
  /** What it is to be, as the create input of the model says it: `{ title: 'A', tags: { connect: ['tag_1'] } }`. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Where the input stands in the arguments of the field, for errors; `['input']` where left out. */
  readonly path?: InputPath;
}

/**
 * For operations of the domain: creates a row, with what its input hangs on it, by all rules of the
 * derived mutation: validation, uniqueness, policies, hooks, passwords that become hashes. What the
 * resolver changed before is written first.
 * @returns what the payload type of the model answers with: the key of the row, or errors. A field
 * in which anything had errors has failed, whatever it answers.
 * @throws TypeError for a name that is none of the input
 * @example
 * const note = async (context: RequestContext, title: string): Promise<Outcome> =>
 *   await createRow(context, { model: Post, input: { title, content: title, tags: { connect: ['tag_1'] } } });
 */
export async function createRow(context: RequestContext, row: NewRow): Promise<Outcome> {
  const run = runOf(context);
  const model = run?.engine.catalog.get(row.model.name);
  if (run === undefined || model === undefined) {
    throw new StartupError(`${row.model.name} is created outside of a mutation`);
  }
  demandSignIn({ engine: run.engine, viewer: context.viewer }, model, ['create']);
  const { input, path = ['input'] } = row;
  checkNames(model, input);
  await context.em.flush();
  const parser = new InputParser(run.engine.limits, context.request);
  const write = parser.create(model, { input, path });
  const userErrors = await parser.allUserErrors();
  if (userErrors.length === 0) {
    await hashSecrets(run.engine, parser);
  }
  const outcome = await runWrite(
    new StatementRunner(run.engine, context),
    { kind: 'create', model, rows: [write], continues: false },
    userErrors,
  );
  return noteRefusal(run, outcome);
}

function checkNames(model: Model, input: NewRow['input']): void {
  const known = new Set([
    ...[...model.columns.values()].flatMap((column) => column.input?.name ?? []),
    ...[...model.relations.values()].flatMap(({ name, isWritable }) => (isWritable ? name : [])),
  ]);
  const unknown = Object.keys(input).find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new TypeError(`The create input of ${model.name} has no ${unknown}`);
  }
}
