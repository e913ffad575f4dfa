import type { MutationDocument, Operation, Where } from '../model/operation.js';
import { RULES } from '../model/rules.js';
import type { ModelName, World } from '../model/world.js';
import { ASKERS } from './base-world.js';
import { InputMaker } from './input-maker.js';
import { Tape } from './tape.js';

/** What a document is made of: numbers, read as choices in the world it meets. */
export interface DocumentTape {
  readonly head: readonly number[];
  readonly fields: readonly (readonly number[])[];
}

// By hand, so that nothing comes up too seldom.
const MODELS: readonly (readonly [ModelName, number])[] = [
  ['Post', 13],
  ['User', 17],
  ['Tag', 6],
  ['Profile', 8],
  ['Role', 6],
];

/** Makes the document some numbers mean in a world. */
export function documentOf(
  { head, fields }: DocumentTape,
  world: World,
  serial: () => number,
): MutationDocument {
  const tape = new Tape(head);
  const asker = tape.weighted([
    ['admin', 16],
    ['clerk', 3],
    ['plain', 3],
    ['anonymous', 1],
  ]);
  const isIndependent = tape.once(3);
  const operations = fields.map((numbers) => {
    const choices = new Tape(numbers);
    const scene = { world, asker: ASKERS[asker] ?? { userId: null, permissions: [] } };
    return operationOf(choices, world, new InputMaker(choices, scene, serial));
  });
  return { asker, isIndependent, operations };
}

function operationOf(tape: Tape, world: World, maker: InputMaker): Operation {
  const model = tape.weighted(MODELS);
  const kind = tape.weighted<Operation['kind']>([
    ['create', 4],
    ['createMany', model === 'User' ? 6 : 4],
    ['update', model === 'User' ? 16 : model === 'Tag' || model === 'Role' ? 3 : 8],
    ['updateMany', 3],
    ['upsert', 'name' in RULES[model].columns || model === 'User' ? 3 : 0],
    ['delete', 3],
    ['deleteMany', 3],
    ['restore', model === 'User' ? 2 : 0],
    ['publish', model === 'Post' ? 3 : 0],
    ['archive', model === 'Post' ? 3 : 0],
  ]);
  switch (kind) {
    case 'create':
      return { kind, model, input: maker.create(model) };
    case 'createMany': {
      const inputs = Array.from({ length: 1 + tape.next(3) }, () => maker.create(model));
      const continues = tape.once(2);
      // A copy cannot be kept beside what it copies, and can where that is dropped.
      const [first, ...others] = inputs;
      if (first === undefined || !continues || model === 'Post' || !tape.once(5)) {
        return { kind, model, inputs, continues };
      }
      const copied = tape.once(2) ? maker.unusable(first) : first;
      return { kind, model, inputs: [copied, ...others, first], continues };
    }
    case 'update': {
      const key = maker.row(model);
      return {
        kind,
        model,
        key,
        input: maker.update(model, key),
        expectedVersion: expectedVersion(tape, world, key),
      };
    }
    case 'updateMany':
      return { kind, model, input: maker.update(model), ...bulk(tape, maker, model) };
    case 'upsert': {
      const name = maker.name(model);
      const isUser = model === 'User';
      return {
        kind,
        model,
        by: { [isUser ? 'username' : 'name']: tape.once(2) ? name : knownName(tape, world, model) },
        create: maker.create(model),
        update: tape.once(3) ? {} : maker.update(model),
      };
    }
    case 'delete': {
      const key = maker.row(model);
      return { kind, model, key, expectedVersion: expectedVersion(tape, world, key) };
    }
    case 'deleteMany':
      return { kind, model, ...bulk(tape, maker, model) };
    case 'restore': {
      const deleted = world.rows('User').filter(({ values }) => values['deletedAt'] === true);
      const isLiving = deleted.length === 0 || tape.once(6);
      const key = isLiving ? maker.row('User') : tape.one(deleted).key;
      return { kind, model: 'User', key };
    }
    case 'publish':
    case 'archive': {
      const status = kind === 'publish' ? 'DRAFT' : 'PUBLISHED';
      const ready = world.rows('Post').filter(({ values }) => values['status'] === status);
      const isAny = ready.length === 0 || tape.once(4);
      const key = isAny ? maker.row('Post') : tape.one(ready).key;
      return { kind, model: 'Post', key, expectedVersion: expectedVersion(tape, world, key) };
    }
  }
}

function bulk(
  tape: Tape,
  maker: InputMaker,
  model: ModelName,
): { readonly where: Where; readonly atMost: number } {
  const keys = Array.from({ length: 1 + tape.next(2) }, () => maker.row(model));
  return {
    where: tape.once(20) ? { kind: 'all' } : { kind: 'keys', keys },
    atMost: tape.once(12) ? 1 : 100,
  };
}

function expectedVersion(tape: Tape, world: World, key: string): number | null {
  const version = world.find(key)?.version ?? 1;
  return tape.weighted([
    [null, 6],
    [version, 3],
    [version + 1, 1],
  ]);
}

function knownName(tape: Tape, world: World, model: ModelName): string {
  const rows = world.rows(model);
  const column = model === 'User' ? 'username' : 'name';
  return rows.length === 0 ? 'nobody' : String(tape.one(rows).values[column]);
}
