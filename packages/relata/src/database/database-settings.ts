/** What the session needs to know of the settings: the group `database` of `loadSettings()`. */
export interface DatabaseSettings {
  /** `sqlite:./a/file`, `sqlite::memory:` (a temporary file), or `postgres://user:password@host:port/database`. */
  readonly url: string;
  readonly dialect: 'sqlite' | 'postgresql';
  /** Whether every statement is shown. */
  readonly sqlEcho: boolean;
  readonly poolMin: number;
  readonly poolMax: number;
  readonly poolIdleMs: number;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly queryTimeoutMs: number;
  readonly lockTimeoutMs: number;
  readonly idleInTransactionMs: number;
  /** Whether the fast lane is used: see docs/internals.md. */
  readonly fastPath: boolean;
  readonly sqliteSynchronous: 'FULL' | 'NORMAL';
  readonly sqliteBusyTimeoutMs: number;
}
