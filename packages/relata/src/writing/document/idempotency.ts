import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { ExecutionResult } from 'graphql';
import { canonicalJson, type JsonValue } from '../../kinds/canonical-json.js';
import type { ViewerFilters } from '../../access/viewer-filters.js';
import { MAX_KEY_CHARACTERS } from '../../kinds/key-forms.js';
import type { Key } from '../../kinds/kind.js';
import { BadInputError, RelataError } from '../../errors.js';
import type { RequestContext } from '../../request/context.js';
import { runQuery } from '../../database/statements/statements.js';
import { IDEMPOTENCY_TABLE, IdempotencyEntry } from '../../database/idempotency-entry.js';
import type { Prunable } from '../../pruning/prune.js';

/** Time an answer is kept. */
const KEPT_MS = 86_400_000;
/** Largest answer that is kept, in bytes. */
const MAX_BYTES = 262_144;
const KEY = /^[\x21-\x7e]{1,255}$/;

/** Under which an answer is kept: whose, which, and of which document. */
export interface IdempotencyKey {
  readonly viewerId: string;
  readonly key: string;
  /** Of document, operation name and variables. */
  readonly fingerprint: string;
}

/** What a document says, for its fingerprint. */
export interface Said {
  readonly document: string;
  readonly operationName: string | null;
  readonly variables: unknown;
}

/**
 * Reads the header `Idempotency-Key`.
 * @throws RelataError for a key that is malformed, or of somebody anonymous
 */
export function idempotencyKeyOf(
  context: RequestContext,
  filters: Pick<ViewerFilters, 'tenantOf'>,
  said: Said,
): IdempotencyKey | null {
  const header = context.request.headers['idempotency-key'];
  if (header === undefined) {
    return null;
  }
  const key = String(header);
  if (!KEY.test(key)) {
    throw BadInputError.at('Idempotency-Key', 'must have 1 to 255 visible ASCII characters');
  }
  // Only a request with a key must know by now who asks.
  const { viewer } = context;
  const { userId } = viewer;
  if (userId === null) {
    throw new RelataError('UNAUTHENTICATED', 'Idempotency-Key: sign in to use one');
  }
  // Canonical, so that a client may write its variables in another order.
  const variables = (said.variables ?? {}) as JsonValue;
  const text = canonicalJson([said.document, said.operationName ?? null, variables]);
  return {
    viewerId: scopeOf(String(userId), filters.tenantOf(viewer)),
    key,
    fingerprint: digestOf(text),
  };
}

/** Whose keys they are: somebody who works for several tenants has others for each. */
function scopeOf(viewer: string, tenant: Key | null): string {
  if (tenant !== null) {
    return digestOf(canonicalJson([viewer, tenant]));
  }
  // Keys of several columns are of any length.
  return viewer.length > MAX_KEY_CHARACTERS ? digestOf(viewer) : viewer;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/**
 * Takes a key for this transaction; whoever repeats it waits here until it ends.
 * @returns the answer kept under the key, or null when the key is new
 * @throws RelataError when the key was used for another document
 */
export async function claimKey(
  context: RequestContext,
  { viewerId, key, fingerprint }: IdempotencyKey,
): Promise<ExecutionResult | null> {
  const now = Date.now();
  const mine = sql`viewer_id = ${viewerId} and key = ${key}`;
  // A key that was kept long enough is as good as new, whether it was pruned or not.
  const claimed = await run(
    context,
    sql`insert into ${TABLE} as kept (viewer_id, key, fingerprint, answer, kept_at)
      values (${viewerId}, ${key}, ${fingerprint}, '', ${now})
      on conflict (viewer_id, key) do update
      set fingerprint = excluded.fingerprint, answer = '', kept_at = excluded.kept_at
      where kept.kept_at < ${now - KEPT_MS} returning id`,
  );
  if (claimed.length > 0) {
    return null;
  }
  const [kept] = await run(context, sql`select fingerprint, answer from ${TABLE} where ${mine}`);
  if (kept?.['fingerprint'] !== fingerprint) {
    throw new RelataError(
      'IDEMPOTENCY_KEY_REUSED',
      'Idempotency-Key: the key was used for another document or other variables',
    );
  }
  return JSON.parse(String(kept['answer'])) as ExecutionResult;
}

/** Keeps the answer under the key, in the transaction that made it. */
export async function keepAnswer(
  context: RequestContext,
  { viewerId, key }: IdempotencyKey,
  answer: ExecutionResult,
): Promise<void> {
  const text = JSON.stringify(answer);
  if (Buffer.byteLength(text) > MAX_BYTES) {
    throw BadInputError.at(
      'Idempotency-Key',
      `the answer is larger than ${String(MAX_BYTES)} bytes, ask for less`,
    );
  }
  await run(
    context,
    sql`update ${TABLE} set answer = ${text} where viewer_id = ${viewerId} and key = ${key}`,
  );
}

/** Answers that were kept long enough. */
export const idempotencyPrunable: Prunable = {
  model: IdempotencyEntry,
  ended: keptLongEnough,
  // Whoever uses the key begins again.
  stillEnded: keptLongEnough,
};

function keptLongEnough(now: Date): object {
  return { keptAt: { $lt: now.getTime() - KEPT_MS } };
}

const TABLE = sql.table(IDEMPOTENCY_TABLE);

async function run(
  { em, signal }: RequestContext,
  statement: ReturnType<typeof sql<Record<string, unknown>>>,
): Promise<readonly Record<string, unknown>[]> {
  const kysely = em.getKysely({ type: 'read' });
  return await runQuery({ em, signal }, { compile: () => statement.compile(kysely) });
}
