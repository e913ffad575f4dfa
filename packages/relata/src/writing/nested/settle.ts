import type { Key } from '../../kinds/kind.js';
import type { Model } from '../../model/model.js';
import { keyOf } from '../../model/entity-key.js';
import { versionError } from '../checks/check-version.js';
import { KNOWS_NOTHING, type RowWrite, saysNothing } from '../input/write-plan.js';
import type { Entity, RowsUpdate, Unit } from '../unit/unit.js';
import { type UserError, UserErrors } from '../user-error.js';
import { type Candidate, findCandidates } from './candidates.js';
import {
  type Asked,
  type Decision,
  isNested,
  type Nested,
  settledRow,
  updateOf,
} from './decision.js';

/** Updates of which is known what rows they are about. */
export interface Settled {
  /** As asked, with upserts become what they come to. */
  readonly updates: readonly RowsUpdate[];
  /** Those, and all within them. */
  readonly all: readonly RowsUpdate[];
  readonly userErrors: readonly UserError[];
}

/**
 * Finds the rows that updates within updates are about, level by level: those the relation leads to
 * from this parent, as far as the viewer sees them. They are locked, checked by the update policy and
 * by the version they should have, and loaded.
 */
export async function settle(unit: Unit, updates: readonly RowsUpdate[]): Promise<Settled> {
  if (!updates.some(({ write }) => write.links.some(isNested))) {
    return { updates, all: updates, userErrors: [] };
  }
  const settling = new Settling(unit, updates);
  for (let level = updates; level.length > 0;) {
    level = await settling.next(level);
  }
  const { decisions, userErrors } = settling;
  const settled = updates.map((each) => ({ ...each, write: settledRow(each.write, decisions) }));
  const all = settled.flatMap((each) => [each, ...updatesIn(unit, each.write)]);
  return { updates: settled, all, userErrors };
}

function updatesIn(unit: Unit, { links }: RowWrite): readonly RowsUpdate[] {
  return links.flatMap(({ relation, update }) =>
    update.flatMap(({ key, row }) => [
      { write: row, entities: key === null ? [] : [unit.reference(relation.target, key)] },
      ...updatesIn(unit, row),
    ]),
  );
}

/** Said of a row that is named once more. */
export const CHANGED_TWICE = 'is changed twice in this input';

class Settling {
  readonly userErrors: UserError[] = [];
  readonly decisions = new Map<Nested, Decision>();
  readonly #unit: Unit;
  // Keys of the rows that are changed, each once.
  readonly #changed = new Map<Model, Set<Key>>();

  constructor(unit: Unit, updates: readonly RowsUpdate[]) {
    this.#unit = unit;
    for (const { write, entities } of updates) {
      entities.forEach((entity) => this.#isFirst(write.model, keyOf(write.model, entity)));
    }
  }

  /** Decides about what is within some rows. @returns those that are there, and what becomes of them */
  async next(level: readonly RowsUpdate[]): Promise<readonly RowsUpdate[]> {
    const asked = level.flatMap((each) => this.#askedIn(each));
    const changes: { readonly asked: Asked; readonly key: Key }[] = [];
    for (const candidate of await findCandidates(this.#unit.session, asked)) {
      const decision = this.#decide(candidate);
      if (decision !== null) {
        this.decisions.set(candidate.asked.item, decision);
      }
      if (decision?.kind === 'update') {
        changes.push({ asked: candidate.asked, key: decision.key });
      }
    }
    return await this.#load(changes);
  }

  #askedIn({ write, entities }: RowsUpdate): readonly Asked[] {
    const [parent, ...others] = entities;
    return write.links.filter(isNested).flatMap((link) => {
      if (parent === undefined) {
        return [];
      }
      if (others.length > 0) {
        this.userErrors.push(UserErrors.invalid(link.path, 'cannot be changed for several rows'));
        return [];
      }
      return [...link.update, ...link.upsert].map((item) => ({ link, item, parent }));
    });
  }

  #decide({ asked: { link, item }, row, isKnown }: Candidate): Decision | null {
    const { target, many } = link.relation;
    const isUpsert = 'by' in item;
    const place = many ? [...item.path, isUpsert ? 'by' : 'id'] : item.path;
    const refuse = (userError: UserError): null => {
      this.userErrors.push(userError);
      return null;
    };
    if (row === undefined) {
      return isUpsert
        ? { kind: 'create', isElsewhere: isKnown }
        : refuse(UserErrors.missing(place, target));
    }
    if (isUpsert && saysNothing(item.update)) {
      // To find is to read: it takes no right to update.
      return { kind: 'nothing' };
    }
    if (!row.isAllowed) {
      return refuse(UserErrors.forbidden(place, `update this ${target.name}`));
    }
    return this.#isFirst(target, row.key)
      ? { kind: 'update', key: row.key }
      : refuse(UserErrors.invalid(place, CHANGED_TWICE));
  }

  async #load(
    changes: readonly { readonly asked: Asked; readonly key: Key }[],
  ): Promise<readonly RowsUpdate[]> {
    const updates: RowsUpdate[] = [];
    for (const [model, each] of Map.groupBy(changes, ({ asked }) => asked.link.relation.target)) {
      const keys = each.map(({ key }) => key);
      const entities = await this.#unit.load(model, keys);
      const byKey = new Map(entities.map((entity) => [keyOf(model, entity), entity]));
      for (const { asked, key } of each) {
        const entity = byKey.get(key);
        if (entity !== undefined) {
          updates.push(await this.#update(asked, entity));
        }
      }
    }
    return updates;
  }

  async #update({ item }: Asked, entity: Entity): Promise<RowsUpdate> {
    const write = updateOf(item);
    this.#unit.changed.set(entity, item.path);
    const stale = await versionError(this.#unit.session, entity, {
      row: write,
      known: 'by' in item ? KNOWS_NOTHING : item.known,
      path: item.path,
    });
    if (stale !== null) {
      this.userErrors.push(stale);
    }
    return { write, entities: [entity] };
  }

  #isFirst(model: Model, key: Key): boolean {
    const changed = this.#changed.get(model) ?? new Set();
    const isFirst = !changed.has(key);
    this.#changed.set(model, changed.add(key));
    return isFirst;
  }
}
