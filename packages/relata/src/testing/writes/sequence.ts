import type fc from 'fast-check';
import type { Catalog, Column } from '../../model/model.js';
import { askedAs, permissionsNamed, userModels } from '../askers.js';
import { attackersOf, WITH_ALL } from '../attacks/attackers.js';
import { attributesAt } from '../attributes.js';
import type { Cell, DataSet, StoredRow } from '../oracle/data-set.js';
import type { OracleViewer } from '../oracle/policy.js';
import { type Dice, diced } from '../rows/dice.js';
import { replaceData } from '../rows/insert-data.js';
import { randomRows } from '../rows/random-rows.js';
import type { RowHooks } from '../rows/row-hooks.js';
import { someTenant, tenantIn, tenantsOf } from '../tenants.js';
import type { Answer, TestApp } from '../test-app.js';
import { ExpectedTables } from './expected-tables.js';
import { expectedOf } from './expected.js';
import type { WriteOperation } from './operation.js';
import { OperationMaker } from './operation-maker.js';
import { readTables } from './read-tables.js';
import { rehearsalDifference } from './rehearsal.js';
import type { WriteCoverage } from './write-coverage.js';
import { writeDocument } from './write-document.js';

/** The server under test. */
export interface WriteBench {
  readonly app: TestApp;
  /** Asks it; planted faults ask another way. */
  readonly ask: TestApp['ask'];
  readonly hooks: RowHooks;
  readonly coverage?: WriteCoverage;
}

/** Documents that follow each other on one data set; they are made as the tables come to be. */
export interface Sequence {
  readonly seed: number;
  readonly dice: Dice;
}

/** The server and the models came to different ends. */
export class WriteDisagreement extends Error {
  override readonly name = 'WriteDisagreement';
}

const DOCUMENTS = 12;
const MAX_FIELDS = 3;
const FEW_VERSIONS = 4;
/** Of documents that may be sent as a dry run, how many in a hundred are so before. */
const REHEARSED = 40;

/** Sequences to try. */
export function writeSequences(): fc.Arbitrary<Sequence> {
  return diced((dice) => ({ seed: dice.below(2 ** 30), dice }));
}

/**
 * Sends a sequence of documents and compares every answer, and all tables after it, with what the
 * models say.
 * @throws WriteDisagreement that shows the document after which they differ
 */
export async function trySequence(bench: WriteBench, { seed, dice }: Sequence): Promise<void> {
  const { app, hooks, coverage } = bench;
  const { catalog } = app.app.engine;
  coverage?.expect(catalog, app.app.schema, askerNames(catalog));
  await replaceData(app.app, asWritten(catalog, randomRows(catalog, seed, hooks)));
  let data = await readTables(app.app);
  for (let number = 0; number < DOCUMENTS; number += 1) {
    const asker = askerOf(catalog, data, dice);
    data = await tryDocument(bench, { data, dice, ...asker });
    coverage?.add(`viewer ${asker.name}`);
  }
}

/**
 * Rows as writes leave them: names in their normal form, by which they are found, and numbers that
 * the engine and models count up not at the end of what they can be.
 */
function asWritten(catalog: Catalog, data: DataSet): DataSet {
  const cellOf = ({ kind, input, references, isName }: Column, cell: Cell, id: number): Cell => {
    if (typeof cell === 'string' && isName) {
      return cell.normalize('NFC').trim();
    }
    const isCounted = kind.sum !== null && input === null && references === null;
    return isCounted && cell !== null ? 1 + (id % FEW_VERSIONS) : cell;
  };
  const rows = [...catalog.values()].map((model): [string, readonly StoredRow[]] => [
    model.name,
    (data.rows[model.name] ?? []).map((row) => ({
      ...row,
      ...Object.fromEntries(
        [...model.columns.values()]
          .filter(({ name }) => row[name] !== undefined)
          .map((column) => [column.name, cellOf(column, row[column.name] ?? null, row.id)]),
      ),
      id: row.id,
    })),
  ]);
  return { ...data, rows: Object.fromEntries(rows) };
}

interface Turn {
  readonly data: DataSet;
  readonly dice: Dice;
  readonly name: string;
  readonly viewer: OracleViewer;
}

/** @returns what the tables hold afterwards */
async function tryDocument(bench: WriteBench, turn: Turn): Promise<DataSet> {
  const { app, hooks, coverage } = bench;
  const { dice, viewer } = turn;
  const { engine, schema } = app.app;
  const isIndependent = dice.chance(35);
  // Nobody is told to sign in for the whole document.
  const count = viewer.userId === null ? 1 : dice.between(1, MAX_FIELDS);
  const maker = new OperationMaker(dice, { ...turn, catalog: engine.catalog, schema, hooks });
  const operations = Array.from({ length: count }, () => maker.operation());
  const { query, variables } = writeDocument(operations, isIndependent);
  const asked = { variables, viewer: askedAs(engine.catalog, viewer) };
  const rehearsal =
    !isIndependent && dice.chance(REHEARSED)
      ? await bench.ask(query, { ...asked, headers: { 'x-dry-run': 'true' } })
      : null;
  const answer = await bench.ask(query, asked);
  const expected = expectedAfter(bench, turn, { operations, isIndependent, answer });
  const after = await readTables(app.app);
  const stage = { catalog: engine.catalog, viewer, before: turn.data, after };
  const difference =
    expected.differenceFrom(after) ??
    (rehearsal && rehearsalDifference(stage, { rehearsal, answer, count }));
  if (difference !== null) {
    throw new WriteDisagreement(
      `${difference}\nafter ${query}\n${JSON.stringify(variables)}\nas ${JSON.stringify(viewer)}: ${answer.text}`,
    );
  }
  coverage?.add(isIndependent ? 'document independent' : 'document atomic');
  coverage?.add(rehearsal === null ? 'document sent at once' : 'document after a dry run');
  if (coverage !== undefined) {
    coverage.documents += 1;
  }
  return after;
}

/** A document that was sent, and what it was answered. */
interface Sent {
  readonly operations: readonly WriteOperation[];
  readonly isIndependent: boolean;
  readonly answer: Answer;
}

/** The tables as they must be after a document. @throws WriteDisagreement for what it was answered */
function expectedAfter(
  { app, coverage }: WriteBench,
  { data, viewer }: Turn,
  { operations, isIndependent, answer }: Sent,
): ExpectedTables {
  const { catalog } = app.app.engine;
  const before = new ExpectedTables(catalog, data);
  let expected = before;
  let hasFailed = false;
  for (const [at, operation] of operations.entries()) {
    const codes = codesOf(answer, at);
    const isTakenBack = !isIndependent && codes.join() === 'ROLLED_BACK';
    if (hasFailed && !isIndependent) {
      demand(isTakenBack, { operation, codes, allowed: ['ROLLED_BACK'], answer });
      continue;
    }
    const scene = { catalog, data: expected.dataSet(), viewer };
    const { codes: allowed, effect } = expectedOf(scene, operation);
    const faults = allowed.filter((code) => code !== 'success');
    if (codes.length === 0 || isTakenBack) {
      demand(faults.length === 0 || faults.length < allowed.length, {
        operation,
        codes,
        allowed,
        answer,
      });
      expected = expected.clone();
      expected.apply(effect, viewer);
      if (!isTakenBack) {
        coverage?.done(operation);
      }
      continue;
    }
    demand(
      codes.every((code) => faults.includes(code)),
      { operation, codes, allowed, answer },
    );
    codes.forEach((code) => coverage?.add(`fault ${code}`));
    hasFailed = true;
    if (!isIndependent) {
      expected = before;
      if (at > 0) {
        coverage?.add('document rolled back after a success');
      }
    }
  }
  return expected;
}

interface Judged {
  readonly operation: WriteOperation;
  readonly codes: readonly string[];
  readonly allowed: readonly string[];
  readonly answer: Answer;
}

function demand(isRight: boolean, { operation, codes, allowed, answer }: Judged): void {
  if (!isRight) {
    const { kind, model } = operation;
    const shown = (some: readonly string[]): string =>
      some.length === 0 ? 'success' : some.join();
    throw new WriteDisagreement(
      `${kind} of ${model.name} came to ${shown(codes)}, and must come to ${shown(allowed)}\n` +
        `${JSON.stringify(writeDocument([operation], false).variables)}\n${answer.text}`,
    );
  }
}

/** Codes of a root field's payload, or of the error in its place. */
function codesOf({ body }: Answer, at: number): readonly string[] {
  const payload = (body.data as Readonly<Record<string, Payload | null>> | undefined)?.[
    `f${String(at)}`
  ];
  const codes = payload?.errors.map(({ code }) => code);
  return [
    ...new Set(codes ?? (body.errors ?? []).map(({ extensions }) => String(extensions?.['code']))),
  ];
}

interface Payload {
  readonly errors: readonly { readonly code: string }[];
}

/** Who has some permissions and lacks others. */
const WITH_SOME = 'with some permissions';

/** The names of those who write. */
function askerNames(catalog: Catalog): readonly string[] {
  const names = attackersOf(catalog).map(({ name }) => name);
  return permissionsNamed(catalog).length > 1 ? [...names, WITH_SOME] : names;
}

/** Somebody to write as, mostly with all permissions; users are those of the data. */
function askerOf(catalog: Catalog, data: DataSet, dice: Dice): Pick<Turn, 'name' | 'viewer'> {
  const all = permissionsNamed(catalog);
  const name = dice.chance(40) ? WITH_ALL : dice.one(askerNames(catalog));
  const attacker = attackersOf(catalog).find((each) => each.name === name);
  if (attacker?.viewer.userId === null) {
    return attacker;
  }
  const users = userModels(catalog).flatMap((model) => data.rows[model.name] ?? []);
  const userId = users.length === 0 ? 1 : dice.one(users).id;
  const permissions = attacker?.viewer.permissions ?? dice.some(all, 1, all.length - 1);
  const attributes = {
    ...(name === 'owner' && attributesAt(catalog, data, userId)),
    ...someTenant(tenantIn(catalog), tenantsOf(catalog, data), dice),
  };
  return { name, viewer: { userId, permissions, attributes } };
}
