import type { GraphQLArgument, GraphQLField } from 'graphql';
import type { WritePolicy } from '../../access/access.js';
import type { Viewer } from '../../access/viewer.js';
import { parseFilter } from '../../filter/filter.js';
import { parseId } from '../../model/global-id.js';
import type { Model } from '../../model/model.js';
import { BadInputError } from '../../errors.js';
import { filterBudgetOf } from '../../reading/plan/filter-budget-of.js';
import type { Engine } from '../../reading/engine.js';
import { planned } from '../../reading/plan/planning.js';
import { argumentsOf } from '../../reading/plan/field-arguments.js';
import type { Operation, SelectedField } from '../../reading/plan/selection.js';
import type { RequestInfo } from '../../request/context.js';
import type { UserError } from '../user-error.js';
import { demandSignIn } from './anonymous.js';
import { InputParser } from '../input/parse-input.js';
import { parseUpdate } from '../input/parse-nested.js';
import type { Input } from '../input/raw-row.js';
import type { NestedUpdate, RootWrite, Target } from '../input/write-plan.js';

/** What a derived root field of the mutation type does. */
export type WriteOperation =
  | 'create'
  | 'createMany'
  | 'update'
  | 'updateMany'
  | 'upsert'
  | 'delete'
  | 'deleteMany'
  | 'restore'
  | 'purge';

/** What the schema room writes on derived mutation fields. */
export interface WriteRole {
  readonly operation: WriteOperation;
  readonly model: Model;
}

const ROLE = 'relata.write';

/** The policies an operation may go by. */
const POLICIES: Readonly<Record<WriteOperation, readonly WritePolicy[]>> = {
  create: ['create'],
  createMany: ['create'],
  update: ['update'],
  updateMany: ['update'],
  upsert: ['create', 'update'],
  delete: ['delete'],
  deleteMany: ['delete'],
  restore: ['delete'],
  purge: ['purge'],
};

/** The `extensions` that give a mutation field its role. */
export function withWriteRole(role: WriteRole): { readonly [ROLE]: WriteRole } {
  return { [ROLE]: role };
}

/** The role of a mutation field; undefined for a hand-written one. */
function writeRoleOf(field: GraphQLField<unknown, unknown>): WriteRole | undefined {
  return field.extensions[ROLE] as WriteRole | undefined;
}

/**
 * Whether an argument of a field is an input of a derived mutation: whatever is wrong with it, too
 * long a list as well, is told in the payload. What says which rows is none.
 */
export function isWriteInput(
  field: GraphQLField<unknown, unknown>,
  argument: GraphQLArgument,
): boolean {
  return (
    writeRoleOf(field) !== undefined && argument.name !== 'where' && field.args.includes(argument)
  );
}

/** A root field that was read and validated, before any transaction. */
export interface PreparedWrite {
  readonly write: RootWrite;
  /** What was wrong with its input. */
  readonly userErrors: readonly UserError[];
}

/** Of whom the writes of a document are. */
interface Asking {
  /** Who is probably asking; null where that is not known. */
  readonly viewer: Viewer | null;
  readonly request: Pick<RequestInfo, 'logError'>;
}

/** A mutation, and its root fields. */
export interface RawOperation {
  readonly operation: Operation;
  readonly fields: readonly SelectedField[];
}

/** A derived root field, and what it was given. */
interface RawWrite extends WriteRole {
  readonly args: Args;
}

type Args = Readonly<Record<string, unknown>>;

/**
 * Reads the arguments of every derived root field of a mutation, and hashes what must be hashed,
 * so that none of that happens while a transaction is open.
 * @returns by response key
 * @throws BadInputError for an id, a filter or a number that cannot be used; UnauthenticatedError
 * for what nobody may do who is not signed in
 */
export async function prepareWrites(
  engine: Engine,
  { operation, fields }: RawOperation,
  { viewer, request }: Asking,
): Promise<ReadonlyMap<string, PreparedWrite>> {
  const prepared = new Map<string, PreparedWrite>();
  for (const selected of fields) {
    const role = writeRoleOf(selected.field);
    if (role !== undefined) {
      demandSignIn({ engine, viewer }, role.model, POLICIES[role.operation]);
      const parser = new InputParser(engine.limits, request);
      const write = planned(selected, () =>
        prepare(engine, { ...role, args: argumentsOf(operation, selected) }, parser),
      );
      // Where some rows may be kept in spite of the errors of others, theirs are needed.
      const userErrors = await parser.allUserErrors();
      if (userErrors.length === 0 || (write.kind === 'create' && write.continues)) {
        await hashSecrets(engine, parser);
      }
      prepared.set(selected.key, { write, userErrors });
    }
  }
  return prepared;
}

/** Puts the hashes of the secrets of inputs where they belong; that takes its time. */
export async function hashSecrets(
  engine: Engine,
  { secrets }: Pick<InputParser, 'secrets'>,
): Promise<void> {
  for (const { column, text, values } of secrets) {
    values.set(column, await engine.hashSecret(text));
  }
}

function prepare(engine: Engine, said: RawWrite, parser: InputParser): RootWrite {
  const { operation, model, args } = said;
  const input = args['input'] as Input;
  switch (operation) {
    case 'create':
      return {
        kind: 'create',
        model,
        rows: [parser.create(model, { input, path: ['input'] })],
        continues: false,
      };
    case 'createMany': {
      const rows = parser.createMany(model, args['inputs'], ['inputs']);
      return { kind: 'create', model, rows, continues: args['errorPolicy'] === 'CONTINUE' };
    }
    case 'updateMany':
      return isEach(args)
        ? { kind: 'updateEach', model, updates: parseEach(parser, model, args['updates']) }
        : prepare(engine, { ...said, operation: 'update' }, parser);
    case 'update':
      return {
        kind: 'update',
        model,
        target: targetOf(engine, model, args),
        row: parser.update(model, { input, path: ['input'] }),
        known: parser.known(model, args, []),
      };
    case 'upsert': {
      const found = parser.unique(model, args['by'] as Input, ['by']);
      const create = parser.create(model, {
        input: args['create'] as Input,
        path: ['create'],
        sought: found,
      });
      const update = parser.update(model, {
        input: args['update'] as Input,
        path: ['update'],
        mayBeEmpty: true,
      });
      const [lookup] = model.lookups;
      if (lookup === undefined) {
        throw BadInputError.at('by', `${model.name} has no unique field`);
      }
      return { kind: 'upsert', model, create, update, ...(found ?? { lookup, values: [] }) };
    }
    case 'delete':
    case 'deleteMany':
      return {
        kind: 'delete',
        model,
        target: targetOf(engine, model, args),
        expectedVersion: (args['expectedVersion'] as number | null | undefined) ?? null,
      };
    case 'restore':
    case 'purge':
      return { kind: operation, model, key: parseId(model, String(args['id']), 'id') };
  }
}

/** Whether an update in bulk says of each row by itself what it becomes. */
function isEach(args: Args): boolean {
  const missing = ['where', 'input'].filter((name) => !isGiven(args[name]));
  if (isGiven(args['updates'])) {
    if (missing.length < 2) {
      throw BadInputError.at('updates', 'cannot be combined with where and input');
    }
    return true;
  }
  const [first] = missing;
  if (first !== undefined) {
    throw BadInputError.at(first, 'is required, unless updates is given');
  }
  return false;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function parseEach(parser: InputParser, model: Model, updates: unknown): readonly NestedUpdate[] {
  return parser
    .list(updates, ['updates'])
    .flatMap(({ item, place }) =>
      parseUpdate(parser, model, { input: item as Input, path: place }),
    );
}

function targetOf(engine: Engine, model: Model, args: Args): Target {
  const { id } = args;
  if (typeof id === 'string') {
    return { kind: 'key', key: parseId(model, id, 'id') };
  }
  const { limits } = engine;
  const atMost = (args['atMost'] as number | null | undefined) ?? limits.pageSizeMax;
  if (atMost < 1 || atMost > limits.bulkMax) {
    throw BadInputError.at(
      'atMost',
      `must be from 1 to ${String(limits.bulkMax)}, got ${String(atMost)}`,
    );
  }
  const budget = filterBudgetOf(limits);
  return {
    kind: 'where',
    where: parseFilter(model, args['where'], { path: 'where', budget }),
    atMost,
  };
}
