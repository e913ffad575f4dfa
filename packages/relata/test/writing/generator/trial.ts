import fc from 'fast-check';
import type { Answer, TestApi } from '../../support/api.js';
import { executeDocument } from '../model/execute.js';
import type { MutationDocument } from '../model/operation.js';
import { comparableFaults, type ModelAnswer, sorted } from '../model/payload.js';
import { ASKERS, baseWorld } from './base-world.js';
import type { WriteCoverage } from './coverage.js';
import { Names } from './names.js';
import { type DocumentTape, documentOf } from './operation-maker.js';
import { printDocument } from './print-document.js';
import type { Store } from './store.js';
import { linesOfStore, linesOfWorld, replaceTables } from './tables.js';

/** The server under test, and its tables. */
export interface Bench {
  readonly api: Pick<TestApi, 'ask'>;
  readonly store: Store;
  readonly dialect: string;
  readonly coverage?: WriteCoverage;
}

/** The server and the model came to different ends. */
export class Disagreement extends Error {}

const MOST_DOCUMENTS = 8;
const MOST_FIELDS = 3;
const CHOICES = 40;

/** Sequences of documents, as numbers that are read as choices. */
export function sequences(): fc.Arbitrary<readonly DocumentTape[]> {
  const number = fc.noBias(fc.nat());
  const numbers = fc.array(number, { minLength: CHOICES, maxLength: CHOICES });
  const fields = fc
    .oneof(
      { weight: 2, arbitrary: fc.constant(1) },
      { weight: 2, arbitrary: fc.constant(2) },
      { weight: 2, arbitrary: fc.constant(MOST_FIELDS) },
    )
    .chain((length) => fc.array(numbers, { minLength: length, maxLength: length }));
  const head = fc.array(number, { minLength: 2, maxLength: 2 });
  return fc.array(fc.record({ head, fields }), {
    minLength: 1,
    maxLength: MOST_DOCUMENTS,
    size: 'max',
  });
}

/**
 * Sends a sequence of documents and compares every answer, and all tables after it, with the model.
 * @throws Disagreement that shows the document after which they differ
 */
export async function trySequence(bench: Bench, tapes: readonly DocumentTape[]): Promise<void> {
  const { api, store, dialect, coverage } = bench;
  let world = baseWorld();
  let made = 0;
  const names = new Names(world);
  await replaceTables(store, world, dialect);
  for (const tape of tapes) {
    const document = documentOf(tape, world, () => (made += 1));
    const asker = ASKERS[document.asker] ?? { userId: null, permissions: [] };
    const expected = executeDocument(world, document, asker);
    const { query, variables } = printDocument(document, names);
    const answer = await api.ask(query, { variables, viewer: asker });
    const lines = await linesOfStore(store, expected.world, names);
    const answers = (): readonly ModelAnswer[] => answersOf(document, answer.body.data, names);
    names.learnFrom(expected.answers, answers());
    names.learnFrom(expected.answers, answers(), true);
    const actual = answers();
    compare(
      { answers: actual, codes: refusalsOf(answer), tables: lines },
      { answers: expected.answers, codes: expected.codes, tables: linesOfWorld(expected.world) },
      document,
    );
    coverage?.count(document, expected);
    ({ world } = expected);
  }
}

/** Codes of the errors in the place of an answer; what is no refusal is shown as it is. */
function refusalsOf({ body, status, text }: Answer): readonly unknown[] {
  const codes = (body.errors ?? []).map(({ extensions }) => extensions?.['code']);
  return codes.length > 0 && status !== 401 ? [text] : [...new Set(codes)];
}

function compare(actual: unknown, expected: unknown, document: MutationDocument): void {
  try {
    expect(actual).toEqual(expected);
  } catch (error) {
    throw new Disagreement(
      `${JSON.stringify(document, null, 1)}\n${error instanceof Error ? error.message : ''}`,
      { cause: error },
    );
  }
}

/** The answer of each root field as the model tells it. */
function answersOf(
  { operations }: MutationDocument,
  data: unknown,
  names: Names,
): readonly ModelAnswer[] {
  const fields = names.translated(data ?? {}) as Record<string, Record<string, unknown> | null>;
  return operations.map(({ kind, model }, at) => {
    const field = fields[`f${String(at)}`];
    if (field === null || field === undefined) {
      return { missing: true };
    }
    const errors = comparableFaults(field['errors'] as never);
    const list = `${model.toLowerCase()}s`;
    const rows = Object.fromEntries(
      Object.entries(field).map(([name, value]) => {
        const isSet = (name === list && kind === 'updateMany') || name === 'deletedIds';
        return [name, isSet ? sorted(value as unknown[]) : value];
      }),
    );
    return { ...(sortedWithin(rows) as ModelAnswer), errors };
  });
}

/** Relations come in an order of their own, which is not what this is about. */
function sortedWithin(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sortedWithin);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      Array.isArray(item) && ['posts', 'tags', 'roles'].includes(name) && 'id' in value
        ? sorted(item)
        : sortedWithin(item),
    ]),
  );
}
