import type { Catalog } from '../../model/model.js';
import { permissionsNamed } from '../askers.js';
import { attributesAt } from '../attributes.js';
import { tenantAttribute, tenantIn, tenantsOf } from '../tenants.js';
import type { DataSet } from '../oracle/data-set.js';
import type { OracleViewer } from '../oracle/policy.js';

/** Someone who attacks, and what that should come to. */
export interface Attacker {
  readonly name: string;
  /** Who they are to the policies. */
  readonly viewer: OracleViewer;
  /** What they show instead of being put in as a viewer; null for nothing. */
  readonly token?: string | null;
  /** Whether the server is to answer at all, and not turn them away. */
  readonly isLetIn: boolean;
}

/** Who has every permission, in the tenant of others. */
const ELSEWHERE = 'of another tenant';
const NOWHERE = 'of no tenant';

/**
 * Those who attack a catalog: nobody, somebody who has rows, somebody else who has other ones, one
 * with the permissions to read, one with those to change, and one with all there are. The first of them who has rows has
 * attributes, too, such as policies ask for. Where rows have tenants, all who are signed in are of one, and two more have
 * every permission: one is of another tenant, one of none.
 */
export function attackersOf(catalog: Catalog, data?: DataSet): readonly Attacker[] {
  const attributes = data && attributesAt(catalog, data, 1);
  const all = permissionsNamed(catalog);
  const some = [
    { name: 'reader', userId: 3, permissions: permissionsNamed(catalog, ['read']) },
    { name: 'editor', userId: 3, permissions: permissionsNamed(catalog, ['update']) },
  ].filter(({ permissions }) => permissions.length > 0 && permissions.length < all.length);
  const tenant = tenantIn(catalog);
  const tenants = data === undefined ? [] : tenantsOf(catalog, data);
  const inTenant = (viewer: OracleViewer, at: number): OracleViewer => {
    const cell = tenants[at % Math.max(1, tenants.length)];
    return tenant === null || cell === undefined
      ? viewer
      : { ...viewer, attributes: { ...viewer.attributes, ...tenantAttribute(tenant, cell) } };
  };
  const owner = { userId: 1, permissions: [], ...(attributes && { attributes }) };
  return [
    attacker('anonymous', { userId: null }),
    attacker('owner', inTenant(owner, 0)),
    attacker('other', inTenant({ userId: 2, permissions: [] }, 0)),
    ...some.map(({ name, ...viewer }) => attacker(name, inTenant(viewer, 0))),
    attacker(WITH_ALL, inTenant({ userId: 4, permissions: all }, 0)),
    ...(tenant === null
      ? []
      : [
          attacker(ELSEWHERE, inTenant({ userId: 1, permissions: all }, 1)),
          attacker(NOWHERE, { userId: 1, permissions: all }),
        ]),
  ];
}

/** Who has every permission: sees all there is to see. */
export const WITH_ALL = 'with all permissions';

function attacker(name: string, viewer: OracleViewer): Attacker {
  return { name, viewer, isLetIn: true };
}
