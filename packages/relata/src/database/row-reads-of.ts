import { PreparedReads } from './fast/prepared-reads.js';
import type { Orm } from './orm.js';
import { PlainReads, type RowReads } from './statements/row-reads.js';

/** Reads of one row from a database. @param fastPath - that of its settings */
export function rowReadsOf(orm: Orm, fastPath: boolean): RowReads {
  return fastPath ? new PreparedReads(orm) : new PlainReads(orm);
}
