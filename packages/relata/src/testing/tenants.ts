import { keyFormOf } from '../model/key.js';
import type { Catalog, Model, Tenant } from '../model/model.js';
import type { Dice } from './rows/dice.js';
import { cellOf, propertyOf } from './oracle/cells.js';
import type { Cell, DataSet, StoredRow } from './oracle/data-set.js';
import { fitting } from './rows/fitting-values.js';
import { rowKey, rowNumber } from './rows/row-keys.js';

type Attributes = Readonly<Record<string, unknown>>;

/** Who asks, as far as that says of which tenant. */
interface Attributed {
  readonly attributes?: Attributes;
}

/** How many tenants rows are of: few, so that there are several of each. */
export const TENANTS = 2;

/** What tells rows of tenants apart; null where rows have none. All models have the same. */
export function tenantIn(catalog: Catalog): Tenant | null {
  return [...catalog.values()].find(({ tenant }) => tenant !== null)?.tenant ?? null;
}

/** The tenants that rows are of, in order. */
export function tenantsOf(catalog: Catalog, { rows }: DataSet): readonly Cell[] {
  const cells = [...catalog.values()].flatMap(({ name, tenant }) =>
    tenant === null ? [] : (rows[name] ?? []).map((row) => row[tenant.column.name] ?? null),
  );
  return [...new Set(cells)].filter((cell) => cell !== null).sort();
}

/** The attribute of viewers of a tenant. */
export function tenantAttribute({ attribute, column }: Tenant, cell: Cell): Attributes {
  const { references } = column;
  const key =
    references === null
      ? keyFormOf(column).ofCode(propertyOf(column, cell))
      : rowKey(references.model, Number(cell));
  return { [attribute]: key };
}

/** The tenant of a viewer, as rows have it; null for one that has none. */
export function tenantOfViewer(
  { attribute, column }: Tenant,
  { attributes = {} }: Attributed,
): Cell {
  const given = attributes[attribute] ?? null;
  if (given === null) {
    return null;
  }
  return column.references === null
    ? cellOf(column, keyFormOf(column).inCode(given as string | number))
    : rowNumber(given);
}

/** Whether a row is of the tenant of a viewer, or of nobody. */
export function isOfTenant({ tenant }: Model, row: StoredRow, viewer: Attributed): boolean {
  const own = tenant === null ? null : tenantOfViewer(tenant, viewer);
  return tenant === null || (own !== null && row[tenant.column.name] === own);
}

/** What a new row of a viewer holds besides what is said of it: its tenant. */
export function tenantCells({ tenant }: Model, viewer: Attributed): Readonly<Record<string, Cell>> {
  return tenant === null ? {} : { [tenant.column.name]: tenantOfViewer(tenant, viewer) };
}

/** A tenant that is no row, by its number. */
export function plainTenant({ column }: Tenant, number: number): Cell {
  return fitting(
    column,
    cellOf(column, column.kind.sample(number, `tenant-${String(number)}`, column)),
  );
}

/** A tenant to write as: mostly one that has rows, seldom none. */
export function someTenant(tenant: Tenant | null, cells: readonly Cell[], dice: Dice): Attributes {
  return tenant === null || cells.length === 0 || dice.chance(5)
    ? {}
    : tenantAttribute(tenant, dice.one(cells));
}
