import { Change, forbiddenFields } from './change.js';
import { claiming, create, neverAllowed, type Result } from './create.js';
import { failIfAny, type ModelFault, ModelFailure } from './fault.js';
import { holderOf, type RowInput, rowsToCreate, saysNothing, taken, unresolved } from './inputs.js';
import type { MutationDocument, Operation } from './operation.js';
import { type ModelAnswer, payload } from './payload.js';
import { type Asker, folded, RULES } from './rules.js';
import { checkVersion, type Scene, target, targets } from './targets.js';
import { validate } from './validate.js';
import type { Row, World } from './world.js';
import { toldOfTaken } from './told-of-taken.js';

const ROLLED_BACK: Result = failed([{ code: 'ROLLED_BACK', path: [] }]);

/** What comes of a document. */
export interface Executed {
  readonly world: World;
  readonly answers: readonly ModelAnswer[];
  /** Of the errors in the place of an answer. */
  readonly codes: readonly string[];
}

/** Does a document: all of it, or nothing; with `isIndependent`, each field or nothing of it. */
export function executeDocument(
  world: World,
  { isIndependent, operations }: MutationDocument,
  asker: Asker,
): Executed {
  if (asker.userId === null) {
    // The models let nobody write who is not signed in.
    return {
      world,
      answers: operations.map(() => ({ missing: true })),
      codes: ['UNAUTHENTICATED'],
    };
  }
  let current = world;
  const answers: ModelAnswer[] = [];
  for (const [index, operation] of operations.entries()) {
    const next = current.clone();
    const result = perform({ world: next, asker }, operation);
    if (result.faults.length > 0 && result.affected === 0) {
      if (!isIndependent) {
        const tell = (each: Operation, at: number): ModelAnswer =>
          payload({ world, asker }, each, at === index ? result : ROLLED_BACK);
        return { world, answers: operations.map(tell), codes: [] };
      }
      answers.push(payload({ world: current, asker }, operation, result));
    } else {
      current = next;
      answers.push(payload({ world: current, asker }, operation, result));
    }
  }
  return { world: current, answers, codes: [] };
}

function perform(scene: Scene, operation: Operation): Result {
  try {
    failIfAny(inputFaults(operation));
    return act(scene, operation);
  } catch (error) {
    if (error instanceof ModelFailure) {
      return failed(error.faults);
    }
    throw new Error(`The model broke at ${JSON.stringify(operation)}`, { cause: error });
  }
}

function inputFaults(operation: Operation): readonly ModelFault[] {
  const { model } = operation;
  switch (operation.kind) {
    case 'create':
      return validate(model, operation.input, { path: ['input'], isNew: true });
    case 'createMany':
      return operation.continues
        ? []
        : operation.inputs.flatMap((input, at) =>
            validate(model, input, { path: ['inputs', String(at)], isNew: true }),
          );
    case 'update':
    case 'updateMany':
      return validate(model, operation.input, { path: ['input'], isNew: false });
    case 'upsert':
      return [
        ...validate(model, operation.create, { path: ['create'], isNew: true }),
        ...validate(model, operation.update, { path: ['update'], isNew: false, mayBeEmpty: true }),
      ];
    default:
      return [];
  }
}

function act(scene: Scene, operation: Operation): Result {
  const { world } = scene;
  const { model } = operation;
  switch (operation.kind) {
    case 'create':
      return create(scene, [{ model, input: operation.input, path: ['input'] }], false);
    case 'createMany': {
      const rows = operation.inputs.map((input, at) => ({
        model,
        input,
        path: ['inputs', String(at)],
      }));
      return create(scene, rows, operation.continues);
    }
    case 'update': {
      const rows = target(scene, { model, key: operation.key }, 'update');
      checkVersion(scene, rows, operation);
      return update(scene, { model, input: operation.input, path: ['input'] }, rows);
    }
    case 'updateMany': {
      const rows = targets(scene, operation, 'update');
      return update(scene, { model, input: operation.input, path: ['input'] }, rows);
    }
    case 'upsert': {
      const [[column, said] = ['', '']] = Object.entries(operation.by);
      const row = holderOf(world, model, { column, value: folded(model, column, said) });
      if (row === undefined || !RULES[model].read(scene.asker, row, world)) {
        return create(scene, [{ model, input: operation.create, path: ['create'] }], false);
      }
      if (saysNothing(operation.update)) {
        return { keys: [row.key], deleted: [], affected: 0, faults: [] };
      }
      const rows = target(scene, { model, key: row.key, path: ['by'] }, 'update');
      return update(scene, { model, input: operation.update, path: ['update'] }, rows);
    }
    case 'delete': {
      const rows = target(scene, { model, key: operation.key }, 'remove');
      checkVersion(scene, rows, { ...operation, input: {} });
      return remove(scene, rows, ['id']);
    }
    case 'deleteMany':
      return remove(scene, targets(scene, operation, 'remove'), ['where']);
    case 'restore':
      return restore(scene, operation.key);
    case 'publish':
    case 'archive':
      return changeStatus(scene, operation);
  }
}

function update(scene: Scene, said: RowInput, rows: readonly Row[]): Result {
  const { world, asker } = scene;
  const wanted = rowsToCreate([said], scene).slice(1);
  const forbidden = [
    ...neverAllowed(wanted, asker),
    ...(rows.length > 0 ? forbiddenFields(said, asker) : []),
  ];
  const claimed = taken(
    [...rows.map(({ key }) => ({ row: said, own: key })), ...claiming(wanted)],
    scene,
  );
  const found = [...forbidden, ...unresolved([said], scene)];
  const apply = (change: Change): void => {
    change.update(
      said,
      rows.map(({ key }) => change.world.get(key)),
    );
  };
  failIfAny([...found, ...toldOfTaken(scene, { apply, found, claimed })]);
  const change = new Change(world, asker);
  change.update(said, rows);
  change.finish(said.path);
  return { keys: rows.map(({ key }) => key), deleted: [], affected: rows.length, faults: [] };
}

function remove({ world, asker }: Scene, rows: readonly Row[], path: readonly string[]): Result {
  const change = new Change(world, asker);
  for (const row of rows) {
    if (row.model === 'User') {
      row.values['deletedAt'] = true;
    } else {
      change.remove(row, null);
    }
  }
  change.finish(path);
  return { keys: [], deleted: rows.map(({ key }) => key), affected: rows.length, faults: [] };
}

function restore({ world, asker }: Scene, key: string): Result {
  const row = world.find(key);
  const isSeen =
    row?.values['deletedAt'] === true && asker.permissions.includes('user:read-deleted');
  if (row === undefined || !isSeen) {
    throw new ModelFailure([{ code: 'NOT_FOUND', path: ['id'] }]);
  }
  if (!RULES.User.remove(asker, row, world)) {
    throw new ModelFailure([{ code: 'FORBIDDEN', path: ['id'] }]);
  }
  row.values['deletedAt'] = null;
  row.version += 1;
  return { keys: [key], deleted: [], affected: 1, faults: [] };
}

function changeStatus(
  scene: Scene,
  {
    kind,
    key,
    expectedVersion,
  }: {
    readonly kind: 'publish' | 'archive';
    readonly key: string;
    readonly expectedVersion: number | null;
  },
): Result {
  const rows = target(scene, { model: 'Post', key }, 'update');
  checkVersion(scene, rows, { expectedVersion, input: {} });
  const [post] = rows;
  const [from, to] =
    kind === 'publish' ? (['DRAFT', 'PUBLISHED'] as const) : (['PUBLISHED', 'ARCHIVED'] as const);
  if (post?.values['status'] !== from) {
    throw new ModelFailure([{ code: 'VALIDATION', path: ['id'] }]);
  }
  post.values['status'] = to;
  if (kind === 'publish') {
    post.values['publishedAt'] = true;
  }
  post.version += 1;
  return { keys: [key], deleted: [], affected: 1, faults: [] };
}

function failed(faults: readonly ModelFault[]): Result {
  return { keys: [], deleted: [], affected: 0, faults };
}
