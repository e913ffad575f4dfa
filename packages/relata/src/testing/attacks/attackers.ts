import type { Catalog } from '../../model/model.js';
import { permissionsNamed } from '../askers.js';
import { attributesAt } from '../attributes.js';
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

/**
 * Those who attack a catalog: nobody, somebody who has rows, somebody else who has other ones, one
 * with the permissions to read, one with those to change, and one with all there are. The first of them who has rows has
 * attributes, too, such as policies ask for.
 */
export function attackersOf(catalog: Catalog, data?: DataSet): readonly Attacker[] {
  const attributes = data && attributesAt(catalog, data, 1);
  const all = permissionsNamed(catalog);
  const some = [
    { name: 'reader', userId: 3, permissions: permissionsNamed(catalog, ['read']) },
    { name: 'editor', userId: 3, permissions: permissionsNamed(catalog, ['update']) },
  ].filter(({ permissions }) => permissions.length > 0 && permissions.length < all.length);
  return [
    attacker('anonymous', { userId: null }),
    attacker('owner', { userId: 1, permissions: [], ...(attributes && { attributes }) }),
    attacker('other', { userId: 2, permissions: [] }),
    ...some.map(({ name, ...viewer }) => attacker(name, viewer)),
    attacker(WITH_ALL, { userId: 4, permissions: all }),
  ];
}

/** Who has every permission: sees all there is to see. */
export const WITH_ALL = 'with all permissions';

function attacker(name: string, viewer: OracleViewer): Attacker {
  return { name, viewer, isLetIn: true };
}
