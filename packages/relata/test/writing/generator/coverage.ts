import type { Executed } from '../model/execute.js';
import type { Input, MutationDocument, Operation } from '../model/operation.js';
import type { ModelAnswer } from '../model/payload.js';
import { RULES } from '../model/rules.js';
import { MODEL_NAMES, type ModelName } from '../model/world.js';
import { ASKERS } from './base-world.js';

const KINDS = ['create', 'createMany', 'update', 'updateMany', 'delete', 'deleteMany'];
const CODES = ['VALIDATION', 'NOT_UNIQUE', 'NOT_FOUND', 'FORBIDDEN', 'CONFLICT', 'ROLLED_BACK'];
const OTHERS = [
  ...['upsert User', 'upsert Tag', 'upsert Role'],
  ...['restore User', 'publish Post', 'archive Post'],
  ...['document atomic', 'document independent', 'document rolled back after a success'],
  ...['createMany some kept', 'expectedVersion fresh', 'upsert with nothing to change'],
  'conflict of links',
];
const LISTS = ['create', 'connect', 'connectOrCreate'];

/** How often everything was done with success, and everything went wrong. */
export class WriteCoverage {
  readonly #counts = new Map<string, number>();

  constructor() {
    const features = [
      ...Object.keys(ASKERS).map((name) => `viewer ${name}`),
      ...MODEL_NAMES.flatMap((model) => KINDS.map((kind) => `${kind} ${model}`)),
      ...OTHERS,
      ...MODEL_NAMES.flatMap(verbsOf),
      ...CODES.map((code) => `fault ${code}`),
    ];
    for (const feature of features) {
      this.#counts.set(feature, 0);
    }
  }

  /** Counts a document and what it was rightly answered. */
  count(
    { asker, isIndependent, operations }: MutationDocument,
    { answers, codes: refusals }: Executed,
  ): void {
    this.#add(`viewer ${asker}`);
    this.#add(isIndependent ? 'document independent' : 'document atomic');
    if (refusals.length > 0) {
      return;
    }
    const codes = answers.map(codesOf);
    const failed = codes.findIndex((each) => each.some((code) => code !== 'ROLLED_BACK'));
    if (!isIndependent && failed > 0 && codes[0]?.[0] === 'ROLLED_BACK') {
      this.#add('document rolled back after a success');
    }
    operations.forEach((operation, at) => {
      const own = codes[at] ?? [];
      for (const code of new Set(own)) {
        this.#add(`fault ${code}`);
      }
      const lines = (answers[at]?.['errors'] ?? []) as readonly string[];
      if (lines.some((line) => /^CONFLICT .*(?:tags|posts|roles|profile)/.test(line))) {
        this.#add('conflict of links');
      }
      if (own.length === 0) {
        this.#succeeded(operation);
      } else if (operation.kind === 'createMany' && answers[at]?.['affectedCount'] !== 0) {
        this.#add('createMany some kept');
      }
    });
  }

  /** Features that were met less than so often. */
  lacking(least: number): readonly string[] {
    return [...this.#counts].filter(([, count]) => count < least).map(([feature]) => feature);
  }

  /** The counts in three columns. */
  table(): string {
    const cells = [...this.#counts].map(
      ([feature, count]) => `${feature.padEnd(38)} ${String(count).padStart(5)}`,
    );
    const height = Math.ceil(cells.length / 3);
    return cells
      .slice(0, height)
      .map((cell, at) => [cell, cells[at + height] ?? '', cells[at + 2 * height] ?? ''].join('   '))
      .join('\n');
  }

  #succeeded(operation: Operation): void {
    const { kind, model } = operation;
    this.#add(`${kind} ${model}`);
    if ('expectedVersion' in operation && operation.expectedVersion !== null) {
      this.#add('expectedVersion fresh');
    }
    switch (kind) {
      case 'create':
        this.#verbs(model, operation.input, 'new');
        break;
      case 'update':
      case 'updateMany':
        this.#verbs(model, operation.input, 'old');
        break;
      case 'upsert':
        if (Object.keys(operation.update).length === 0) {
          this.#add('upsert with nothing to change');
        }
        break;
      case 'createMany':
        for (const input of operation.inputs) {
          this.#verbs(model, input, 'new');
        }
        break;
      default:
    }
  }

  #verbs(model: ModelName, input: Input, row: 'new' | 'old'): void {
    for (const { name, target } of RULES[model].relations) {
      const said = input[name] as Input | undefined;
      for (const [verb, value] of Object.entries(said ?? {})) {
        if (verb === 'deleteOthers') {
          continue;
        }
        this.#add(`${row} ${model}.${name}.${verb}${value === false ? ' false' : ''}`);
        for (const nested of verb === 'create' ? [value].flat() : []) {
          this.#verbs(target, nested as Input, 'new');
        }
      }
    }
  }

  #add(feature: string): void {
    this.#counts.set(feature, (this.#counts.get(feature) ?? 0) + 1);
  }
}

function verbsOf(model: ModelName): string[] {
  return RULES[model].relations.flatMap(({ name, many, join, orphans }) => {
    const both = LISTS.filter((verb) => verb !== 'connectOrCreate' || join.kind === 'link');
    const out = orphans ? 'delete' : 'disconnect';
    const old = many ? [out, 'set'] : orphans ? [out, `${out} false`] : [];
    return [
      ...both.map((verb) => `new ${model}.${name}.${verb}`),
      ...[...both, ...old].map((verb) => `old ${model}.${name}.${verb}`),
    ];
  });
}

function codesOf(answer: ModelAnswer): readonly string[] {
  return (answer['errors'] as readonly string[]).map((line) => line.split(' ')[0] ?? '');
}
