import type { Catalog } from '../../model/model.js';
import type { DataSet } from '../oracle/data-set.js';
import { Oracle } from '../oracle/oracle.js';
import type { ConnectionRequest, Cursor, RootRequest } from '../oracle/request.js';
import { differenceOf } from './comparison.js';
import type { Coverage } from './coverage.js';
import { probesOf, withCursors } from './cursors.js';
import { type PrintedDocument, printDocument } from './document.js';
import type { Role } from '../askers.js';

/** Asks every server under test and hands out the answer's text, which they must agree on. */
export type Ask = (document: PrintedDocument, role: Role) => Promise<string>;

/** Requests that one viewer makes in one document. */
export interface Batch {
  readonly role: Role;
  readonly requests: readonly RootRequest[];
}

/** What a batch is tried against. */
export interface Bench {
  readonly catalog: Catalog;
  readonly data: DataSet;
  readonly ask: Ask;
  readonly coverage?: Coverage;
}

/** An answer that is not what it must be. */
export class Disagreement extends Error {
  override readonly name = 'Disagreement';
}

/**
 * Asks a batch and compares each answer with the oracle's; the cursors that requests wish for are
 * asked for first.
 * @throws Disagreement
 */
export async function tryBatch(bench: Bench, { role, requests }: Batch): Promise<void> {
  const { catalog, data, coverage } = bench;
  const oracle = new Oracle(catalog, data, role.viewer);
  const asking = { ask: bench.ask, oracle, role };
  const probes = requests.flatMap(probesOf);
  const found = new Map<ConnectionRequest, readonly Cursor[]>();
  if (probes.length > 0) {
    const answers = await judged(
      asking,
      probes.map(({ request }) => request),
    );
    for (const [at, probe] of probes.entries()) {
      found.set(probe.wanting, probe.cursorsOf(answers[at]));
    }
  }
  const complete = requests.map((request) => withCursors(request, found));
  const answers = await judged(asking, complete);
  for (const [at, request] of complete.entries()) {
    coverage?.count(request, answers[at], { oracle, role: role.role });
  }
}

/**
 * Asks requests in one document and compares each answer with the oracle's.
 * @returns the answers, which are right
 * @throws Disagreement
 */
export async function tryRequests(
  { catalog, data, ask }: Bench,
  role: Role,
  requests: readonly RootRequest[],
): Promise<readonly unknown[]> {
  return await judged({ ask, role, oracle: new Oracle(catalog, data, role.viewer) }, requests);
}

interface Asking {
  readonly ask: Ask;
  readonly oracle: Oracle;
  readonly role: Role;
}

async function judged(
  { ask, oracle, role }: Asking,
  requests: readonly RootRequest[],
): Promise<readonly unknown[]> {
  const document = printDocument(requests);
  const text = await ask(document, role);
  const { data, errors } = JSON.parse(text) as Answered;
  if (errors !== undefined || data === undefined) {
    throw new Disagreement(`Errors for ${shown([document, role])}: ${JSON.stringify(errors)}`);
  }
  return requests.map((request, at) => {
    const answer = data[`r${String(at)}`];
    const difference = differenceOf(answer, oracle.answer(request));
    if (difference !== null) {
      throw new Disagreement(`${difference}\nfor ${shown([printDocument([request]), role])}`);
    }
    return answer;
  });
}

interface Answered {
  readonly data?: Readonly<Record<string, unknown>>;
  readonly errors?: unknown;
}

function shown(value: unknown): string {
  return JSON.stringify(value, null, 1);
}
