import { ModelFailure } from './fault.js';
import type { Where } from './operation.js';
import { type Asker, RULES } from './rules.js';
import { linkedKeys, type LinkInput, linksOf, type RowInput, seenByUnique } from './inputs.js';
import type { ModelName, Row, World } from './world.js';

/** Where an operation acts, and for whom. */
export interface Scene {
  readonly world: World;
  readonly asker: Asker;
}

/** The one row an operation names: seen, and allowed. */
export function target(
  { world, asker }: Scene,
  of: { readonly model: ModelName; readonly key: string; readonly path?: readonly string[] },
  what: 'update' | 'remove',
): readonly Row[] {
  const rules = RULES[of.model];
  const row = world.find(of.key);
  const path = of.path ?? ['id'];
  if (row === undefined || !rules.read(asker, row, world)) {
    throw new ModelFailure([{ code: 'NOT_FOUND', path }]);
  }
  if (!rules[what](asker, row, world)) {
    throw new ModelFailure([{ code: 'FORBIDDEN', path }]);
  }
  return [row];
}

/** The rows a bulk write is about: not too many, and allowed all of them. */
export function targets(
  { world, asker }: Scene,
  of: { readonly model: ModelName; readonly where: Where; readonly atMost: number },
  what: 'update' | 'remove',
): readonly Row[] {
  const rules = RULES[of.model];
  const { where } = of;
  const rows = world
    .rows(of.model)
    .filter((row) => rules.read(asker, row, world))
    .filter((row) => where.kind === 'all' || where.keys.includes(row.key));
  if (rows.length > of.atMost) {
    throw new ModelFailure([{ code: 'VALIDATION', path: ['where'] }]);
  }
  if (!rows.every((row) => rules[what](asker, row, world))) {
    throw new ModelFailure([{ code: 'FORBIDDEN', path: ['where'] }]);
  }
  return rows;
}

/** Leaves the operation when a row has another version than was expected. */
export function checkVersion(
  scene: Scene,
  rows: readonly Row[],
  said: { readonly expectedVersion: number | null; readonly input: RowInput['input'] },
): void {
  for (const row of rows) {
    const { model, version, values } = row;
    if (said.expectedVersion !== null && said.expectedVersion !== version) {
      const columns = Object.keys(RULES[model].columns).filter(
        (name) => said.input[name] !== undefined && said.input[name] !== values[name],
      );
      const links = linksOf({ model, input: said.input, path: [] })
        .filter((link) => wouldChange(scene, row, link))
        .map(({ relation }) => relation.name);
      const fields = [...columns, ...links];
      throw new ModelFailure([{ code: 'CONFLICT', path: ['expectedVersion'], fields }]);
    }
  }
}

/** Whether a row is linked to others than an input wants, as far as they are seen. */
function wouldChange({ world, asker }: Scene, row: Row, link: LinkInput): boolean {
  const { relation, create, connect, connectOrCreate, remove, isSet } = link;
  const linked = linkedKeys(world, relation, row.key).filter((key) => {
    const other = world.find(key);
    return other !== undefined && RULES[relation.target].read(asker, other, world);
  });
  const wanted = [
    ...connect.map(({ key }) => key),
    ...connectOrCreate.map((item) => seenByUnique({ world, asker }, relation.target, item)?.key),
  ];
  return (
    create.length > 0 ||
    wanted.some((key) => key === undefined || !linked.includes(key)) ||
    remove.some(({ key }) => linked.includes(key)) ||
    ((isSet || !relation.many) && linked.some((key) => !wanted.includes(key)))
  );
}
