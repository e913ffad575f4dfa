import type { OracleViewer } from '../../reading/oracle/policy.js';

/** Everybody who attacks, as the table of coverage names them. */
export const ATTACKERS = [
  'anonymous',
  'owner',
  'other user',
  'editor',
  'admin',
  'role just removed',
  'deactivated',
  'expired token',
  'tampered token',
  'refresh token as access token',
] as const;

/** A name of {@link ATTACKERS}. */
export type AttackerName = (typeof ATTACKERS)[number];

/** Someone who attacks: with the token they have, and what that should come to. */
export interface Attacker {
  readonly name: AttackerName;
  /** Bearer token; null for none. */
  readonly token: string | null;
  /** Who they are to the policies. */
  readonly viewer: OracleViewer;
  /** Whether the server is to answer at all, and not turn them away. */
  readonly isLetIn: boolean;
}
