import type { Application } from '../application.js';
import type { RowHooks } from './rows/row-hooks.js';

/**
 * Options of the suites that are made from a catalog.
 * @example
 * const options: SuiteOptions = { rows: { Tag: (row) => ({ ...row, name: `tag ${String(row.id)}` }) } };
 */
export interface SuiteOptions {
  /** Changes rows that are made up, where more must be true of them than their models say. */
  readonly rows?: RowHooks;
  /** More environment variables for the settings of the application. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Options of the suites that ask at random.
 * @example
 * const options: RandomSuiteOptions = { runs: 500, seed: 7 };
 */
export interface RandomSuiteOptions extends SuiteOptions {
  /** How long the suite goes on; the variable RUNS says it for one run. */
  readonly runs?: number;
  /** Where the choices begin; the variable SEED says it for one run, as a failure printed it. */
  readonly seed?: number;
  /** How often everything there is to ask must come up; without, it is printed how often it did. */
  readonly atLeast?: number;
}

/** Limits out of the way: a document of a suite stands for many. */
export const NO_LIMITS = {
  LIMIT_COST: '1000000000',
  LIMIT_REPEATED_READS: '1000000000',
  LIMIT_ALIASES: '10000',
  LIMIT_ROOT_FIELDS: '10000',
  LIMIT_DOCUMENT_CHARACTERS: '1000000',
  LIMIT_DOCUMENT_TOKENS: '200000',
  LIMIT_VARIABLE_NESTING: '100',
  LIMIT_VARIABLE_NODES: '100000',
  LIMIT_FILTER_DEPTH: '8',
  LIMIT_LIST_INPUTS: '1000',
  PAGE_SIZE_MAX: '1000',
  HTTP_BODY_LIMIT_BYTES: '10000000',
  PASSWORD_MEMORY_KIB: '8',
  PASSWORD_PASSES: '1',
} as const;

/** How often suites that ask at random do so. */
export function runsOf({ runs }: RandomSuiteOptions, otherwise: number): number {
  return Number(process.env['RUNS'] ?? runs ?? otherwise);
}

/** Where their choices begin. */
export function seedOf({ seed }: RandomSuiteOptions, otherwise: number): number {
  return Number(process.env['SEED'] ?? seed ?? otherwise);
}

/**
 * An application as suites serve it: what its invariants refuse cannot be told from the models, and
 * rows that are made up do not keep to them.
 */
export function withoutInvariants(application: Application): Application {
  return { ...application, invariants: [] };
}
