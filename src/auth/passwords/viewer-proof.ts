import { type RawBuilder, sql } from 'kysely';

/**
 * What the database says of a signed-in viewer, as one text: the names of the permissions its roles
 * give, or NULL when the sign-in was ended or the user deactivated or deleted. Equal texts, equal
 * rights: a statement that reads for a remembered viewer selects it, too, and so finds out in the
 * same snapshot whether what is remembered still holds. Understood by both databases.
 */
export function viewerProof(
  userId: RawBuilder<unknown>,
  sessionId: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`(select coalesce((select string_agg(vr.name, ${sql.lit(SEPARATOR)}) from (
        select vp.name from user_roles vur
        join rbac_role_permission vrp on vrp.role_id = vur.role_id
        join rbac_permissions vp on vp.id = vrp.permission_id
        where vur.user_id = vu.id
        order by vur.role_id, vrp.permission_id) vr), '')
    from users vu
    join auth_sessions vs on vs.user_id = vu.id and vs.access_stamp = vu.access_stamp
    where vu.id = ${userId} and vs.id = ${sessionId} and vs.revoked_at is null
    and vu.deleted_at is null and vu.is_active)`;
}

const SEPARATOR = '\n';

/** The permissions a proof names. */
export function permissionsOf(proof: string): ReadonlySet<string> {
  return new Set(proof === '' ? [] : proof.split(SEPARATOR));
}
