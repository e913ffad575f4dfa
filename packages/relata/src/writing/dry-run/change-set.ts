import type { Key } from '../../kinds/kind.js';
import {
  type ChangeSet,
  ChangeSetType,
  type EventSubscriber,
  type FlushEventArgs,
  type Platform,
  type UnitOfWork,
  wrap,
} from '@mikro-orm/core';
import { globalId } from '../../model/global-id.js';
import type { Model } from '../../model/model.js';
import { CanonicalJsonType } from '../../kinds/json.js';
import type { Engine } from '../../reading/engine.js';
import { StatementRunner } from '../../reading/reader/statement-runner.js';
import type { RequestContext } from '../../request/context.js';
import type { Change } from './change.js';
import { observeLinks } from './observed-links.js';
import { NOTHING_VISIBLE, type Visibility, visibilityOf } from './visibility.js';
import { keyOf } from '../../model/entity-key.js';
import type { Entity } from '../unit/unit.js';

const OPERATIONS: Readonly<Record<ChangeSetType, Change['operation']>> = {
  [ChangeSetType.CREATE]: 'CREATE',
  [ChangeSetType.UPDATE]: 'UPDATE',
  [ChangeSetType.UPDATE_EARLY]: 'UPDATE',
  [ChangeSetType.DELETE]: 'DELETE',
  [ChangeSetType.DELETE_EARLY]: 'DELETE',
};

type Values = Readonly<Record<string, unknown>>;

/** A row that is about to be written. */
interface Pending {
  readonly model: Model;
  readonly operation: Change['operation'];
  readonly entity: Entity;
  /** Key of a row that is there; the entity of one that goes loses it. */
  readonly key: Key | undefined;
  readonly before: Values;
  /** What is written, by column: complete once it is, as of rows that code of the application lets trade unique values some is written apart. */
  readonly payload: object;
  /** What the viewer saw of it before. */
  readonly visibility: Visibility;
}

/**
 * Listens to the unit of work of a session, and asks around each flush what the viewer sees: a row
 * that goes is looked at before, a new one after.
 * @returns what tells, once the work is done and before it is rolled back, what it changed
 */
export function observeChanges(engine: Engine, context: RequestContext): () => readonly Change[] {
  const session = new StatementRunner(engine, context);
  const changes: Change[] = [];
  let pending: readonly Pending[] = [];
  const subscriber: EventSubscriber = {
    onFlush: async ({ em, uow }: FlushEventArgs) => {
      if (em === context.em) {
        pending = await pendingOf(session, uow);
      }
    },
    afterFlush: async ({ em }: FlushEventArgs) => {
      if (em === context.em) {
        changes.push(...(await changesOf(session, pending)));
        pending = [];
      }
    },
  };
  // The session of a dry run has listeners of its own.
  context.em.getEventManager().registerSubscriber(subscriber);
  observeLinks(context, changes);
  return () => changes;
}

async function pendingOf(
  session: StatementRunner,
  unitOfWork: UnitOfWork,
): Promise<readonly Pending[]> {
  const platform = session.context.em.getPlatform();
  const apart = [...unitOfWork.getExtraUpdates()].flatMap(([, , , changeSet]) => changeSet ?? []);
  const changeSets = new Set([...unitOfWork.getChangeSets(), ...apart]);
  const seen = [...changeSets].flatMap((changeSet) => {
    const { meta, type, payload } = changeSet;
    const model = session.engine.catalog.get(meta.className);
    const entity = changeSet.entity as Entity;
    const operation = OPERATIONS[type];
    const before = valuesBefore(changeSet, platform);
    const key = operation === 'CREATE' || model === undefined ? undefined : keyOf(model, entity);
    return model === undefined ? [] : [{ model, operation, entity, key, before, payload }];
  });
  const visibilities = await sightsOf(
    session,
    seen.flatMap(({ model, key, before }) =>
      key === undefined ? [] : [{ model, key, values: before }],
    ),
  );
  return seen.map((each) => ({
    ...each,
    visibility: visibilities.get(each.model) ?? NOTHING_VISIBLE,
  }));
}

/** The values of a row before its change, in the form entities have them. */
function valuesBefore(
  { entity, originalEntity, meta }: ChangeSet<object>,
  platform: Platform,
): Values {
  const values: Record<string, unknown> = {};
  const { __originalEntityData: stored } = wrap(entity, true);
  // Of a row that goes there is no original entity, and the row itself may have lost what it had.
  const original = (originalEntity ?? stored) as Values | undefined;
  for (const { name, customType } of meta.props) {
    const value = (original ?? (entity as Values))[name];
    if (original === undefined || customType === undefined || value == null) {
      values[name] = value;
    } else {
      // The original is kept as it is stored; a driver would have parsed JSON.
      values[name] =
        customType instanceof CanonicalJsonType
          ? (JSON.parse(value as string) as unknown)
          : customType.convertToJSValue(value, platform);
    }
  }
  return values;
}

async function changesOf(
  session: StatementRunner,
  pending: readonly Pending[],
): Promise<readonly Change[]> {
  const visibilities = await sightsOf(
    session,
    pending
      .filter(({ operation }) => operation !== 'DELETE')
      .map(({ model, entity }) => ({ model, key: keyOf(model, entity), values: entity })),
  );
  return pending.flatMap((each) => {
    const key = each.key ?? keyOf(each.model, each.entity);
    const after = visibilities.get(each.model) ?? NOTHING_VISIBLE;
    return each.visibility.rows.has(key) || after.rows.has(key) ? [changeOf(each, key, after)] : [];
  });
}

function changeOf(pending: Pending, key: Key, after: Visibility): Change {
  const { model, operation, entity, before, payload, visibility } = pending;
  const fields: Record<string, { before: unknown; after: unknown }> = {};
  for (const column of model.columns.values()) {
    const isShown = visibility.shows(column, key) || after.shows(column, key);
    // Of rows that are written together the ORM adds the key, which never changes.
    const isWritten = Object.hasOwn(payload, column.name) && !model.keys.includes(column.name);
    if (isShown && (operation !== 'UPDATE' || isWritten)) {
      fields[column.name] = {
        before: operation === 'CREATE' ? null : visibility.value(column, key, before),
        after: operation === 'DELETE' ? null : after.value(column, key, entity),
      };
    }
  }
  return { operation, type: model.name, id: globalId(model, key), fields };
}

/** What the viewer sees of some rows as they are now, by model. */
async function sightsOf(
  session: StatementRunner,
  rows: readonly { readonly model: Model; readonly key: Key; readonly values: Values }[],
): Promise<ReadonlyMap<Model, Visibility>> {
  const visibilities = new Map<Model, Visibility>();
  for (const [model, each] of Map.groupBy(rows, (row) => row.model)) {
    visibilities.set(model, await visibilityOf(session, model, each));
  }
  return visibilities;
}
