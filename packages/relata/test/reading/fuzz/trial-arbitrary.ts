import type fc from 'fast-check';
import type { Catalog } from '../../../src/model/model.js';
import {
  permissionsNamed,
  role,
  type Role,
  rolesOf,
  userModels,
} from '../../../src/testing/askers.js';
import { documentOf } from './document-arbitrary.js';
import { type Dice, diced } from '../../../src/testing/rows/dice.js';
import { type Draft, firstValues, type Values } from './draft.js';
import type { Stock } from './workshop.js';

/** What viewers are called in the table of coverage. */
export function roleNames(catalog: Catalog): readonly string[] {
  return [...rolesOf(catalog), 'somebody'];
}

/** A document, who asks, and how it is asked again. */
export interface Trial {
  readonly draft: Draft;
  readonly values: Values;
  readonly role: Role;
  /** Other values for its variables, each asked with in turn. */
  readonly otherValues: readonly Values[];
  /** Somebody else; null where nobody else asks. */
  readonly otherRole: Role | null;
  /** Whether cursors go into the document itself once there are some. */
  readonly areCursorsLiteral: boolean;
}

/** PostgreSQL takes another plan for a prepared statement after its fifth execution. */
const MANY_TIMES = 8;

/** Where no row is a viewer. */
const SOMEBODY_ELSE = 2;

/** A document and how it is asked. */
export function trialOf(stock: Stock): fc.Arbitrary<Trial> {
  return diced((dice) => {
    const draft = dice.of(documentOf(stock));
    const asker = anyRole(dice, stock);
    const again = dice.weighted([
      [0, 72],
      [1, 27],
      [MANY_TIMES, 1],
    ]);
    return {
      draft,
      values: firstValues(draft),
      role: asker,
      otherValues: Array.from({ length: draft.variables.length > 0 ? again : 0 }, () =>
        otherValues(dice, draft),
      ),
      otherRole: dice.chance(10) ? otherRole(dice, stock, asker) : null,
      areCursorsLiteral: dice.chance(30),
    };
  });
}

/** Anybody, or somebody with the same permissions: policies look alike for both. */
function otherRole(dice: Dice, { catalog, data }: Stock, { role: name, viewer }: Role): Role {
  const users = userModels(catalog).flatMap(({ name: model }) => data.rows[model] ?? []);
  const [user = { id: SOMEBODY_ELSE }] = users.length === 0 ? [] : [dice.one(users)];
  return viewer.userId === null || dice.chance(35)
    ? anyRole(dice, { catalog, data })
    : { role: name, viewer: { ...viewer, userId: user.id } };
}

function anyRole(dice: Dice, { catalog, data }: Pick<Stock, 'catalog' | 'data'>): Role {
  const made = dice.of(role(catalog, data));
  const { userId } = made.viewer;
  if (userId === null || !dice.chance(20)) {
    return made;
  }
  const permissions = dice.some(permissionsNamed(catalog), 1, 5);
  return { role: 'somebody', viewer: { userId, permissions } };
}

function otherValues(dice: Dice, draft: Draft): Values {
  const values: Record<string, unknown> = { ...firstValues(draft) };
  for (const { name, others } of draft.variables) {
    if (others.length > 0 && dice.chance(60)) {
      const other = dice.one(others);
      if (other === undefined) {
        Reflect.deleteProperty(values, name);
      } else {
        values[name] = other;
      }
    }
  }
  return values;
}
