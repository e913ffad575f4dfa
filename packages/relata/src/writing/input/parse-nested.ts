import type { Key } from '../../kinds/kind.js';
import type { Model, Relation } from '../../model/model.js';
import { UserErrors, type InputPath } from '../user-error.js';
import type { Input, RawRow, RowParser } from './raw-row.js';
import type { LinkWrite, NestedUpdate, NestedUpsert } from './write-plan.js';

/** What an input says of a relation, and where it stands. */
interface RawNested {
  readonly input: Input;
  readonly path: InputPath;
  /** Whether the row that has the relation is new. */
  readonly isNew: boolean;
  /** Level of the rows of the relation. */
  readonly depth: number;
}

/** Reads what of a relation is to be changed where it is. */
export function parseNested(
  parser: RowParser,
  relation: Relation,
  said: RawNested,
): Pick<LinkWrite, 'update' | 'upsert'> {
  const items = (name: 'update' | 'upsert') =>
    parser.list(said.input[name], [...said.path, name]).map(({ item, place }) => ({
      ...said,
      input: item as Input,
      path: place,
    }));
  const [updates, upserts] = [items('update'), items('upsert')];
  const [first] = [...updates, ...upserts];
  if (said.isNew && first !== undefined) {
    parser.userErrors.push(UserErrors.invalid(first.path, 'a new row has nothing to change'));
    return { update: [], upsert: [] };
  }
  return {
    update: updates.flatMap((each) => updateOf(parser, relation, each)),
    upsert: upserts.flatMap((each) => upsertOf(parser, relation, each)),
  };
}

function updateOf(parser: RowParser, relation: Relation, said: RawNested): NestedUpdate[] {
  const { target, many } = relation;
  const row = { ...said, parent: relation };
  return many ? parseUpdate(parser, target, row) : [updateAt(parser, { key: null, target }, row)];
}

/** Reads `{ id, input, expectedVersion, onConflict, base }`; nothing comes of an id that cannot be one. */
export function parseUpdate(parser: RowParser, target: Model, said: RawRow): NestedUpdate[] {
  const place = [...said.path, 'id'];
  const [found] = parser.references(target, [{ item: said.input['id'], place }]);
  const update = updateAt(parser, { key: found?.key ?? null, target }, said);
  return found === undefined ? [] : [update];
}

function updateAt(
  parser: RowParser,
  { key, target }: { readonly key: Key | null; readonly target: Model },
  said: RawRow,
): NestedUpdate {
  const { input, path } = said;
  return {
    key,
    row: parser.update(target, {
      ...said,
      input: input['input'] as Input,
      path: [...path, 'input'],
    }),
    known: parser.known(target, input, path),
    path,
  };
}

function upsertOf(parser: RowParser, relation: Relation, said: RawNested): NestedUpsert[] {
  const { input, path, depth } = said;
  const { target } = relation;
  const by = relation.many ? parser.unique(target, input['by'] as Input, [...path, 'by']) : null;
  const create = parser.create(target, {
    input: input['create'] as Input,
    path: [...path, 'create'],
    parent: relation,
    depth,
    sought: by,
  });
  const update = parser.update(target, {
    input: input['update'] as Input,
    path: [...path, 'update'],
    parent: relation,
    depth,
    mayBeEmpty: true,
  });
  return by === null && relation.many ? [] : [{ by, create, update, path }];
}
