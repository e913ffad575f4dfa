import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EntityMetadata, MetadataStorage } from '@mikro-orm/core';

/** What the snapshot beside the migrations of a database knows of a column. */
export interface SnapshotColumn {
  readonly type: string;
  readonly mappedType: string;
  readonly enumItems?: readonly string[];
}

/** What it knows of a table that migrations lead to. */
export interface SnapshotTable {
  readonly name: string;
  readonly columns: Readonly<Partial<Record<string, SnapshotColumn>>>;
  readonly checks: readonly {
    readonly name: string;
    readonly columnName?: string;
    readonly expression: string;
  }[];
}

/** The models whose tables the snapshot in a folder knows, with what it knows of them; none without a snapshot. */
export function knownTables(
  storage: MetadataStorage,
  folder: string,
): readonly (readonly [EntityMetadata, SnapshotTable])[] {
  const file = join(folder, '.snapshot.json');
  if (!existsSync(file)) {
    return [];
  }
  const { tables } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly tables: readonly SnapshotTable[];
  };
  return [...storage.getAll().values()].flatMap((meta) => {
    const table = tables.find(({ name }) => name === meta.tableName);
    return table === undefined ? [] : [[meta, table] as const];
  });
}

const DECIMAL_CHECK = /decimal_\d+_(\d+)$/;

/** Digits after the point of decimals, by the name of their CHECK or the parameters of their kind; null for any other. */
export function decimalPlaces(name: string): number | null {
  const [, places] = DECIMAL_CHECK.exec(name) ?? [];
  return places === undefined ? null : Number(places);
}
