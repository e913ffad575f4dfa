import type { ValueLimits } from '../../kinds/kind.js';
import type { Column, Model } from '../../model/model.js';
import { type InputPath, UserErrors } from '../user-error.js';
import { readValues } from './parse-values.js';
import type { Input, RowParser } from './raw-row.js';
import type { KnownRow } from './write-plan.js';

/** Reads `expectedVersion`, `onConflict` and `base`. */
export function parseKnown(
  parser: Pick<RowParser, 'userErrors' | 'references'>,
  model: Model,
  said: { readonly input: Input; readonly path: InputPath; readonly limits: ValueLimits },
): KnownRow {
  const { input, path } = said;
  const version = (input['expectedVersion'] as number | null | undefined) ?? null;
  const base = (input['base'] as Input | null | undefined) ?? null;
  const isMerged = input['onConflict'] === 'MERGE';
  if (isMerged !== (base !== null)) {
    const reason = isMerged ? 'is required by onConflict: MERGE' : 'is for onConflict: MERGE';
    parser.userErrors.push(UserErrors.invalid([...path, 'base'], reason));
    return { version, base: null };
  }
  const place = [...path, 'base'];
  return { version, base: base && parseBase(parser, model, { ...said, input: base, path: place }) };
}

function parseBase(
  parser: Pick<RowParser, 'userErrors' | 'references'>,
  model: Model,
  said: { readonly input: Input; readonly path: InputPath; readonly limits: ValueLimits },
): ReadonlyMap<Column, unknown> {
  const { input, path, limits } = said;
  const { values: base, userErrors } = readValues(model, said, limits);
  parser.userErrors.push(...userErrors);
  for (const { name, join, target } of model.relations.values()) {
    const id = input[name];
    if (id !== undefined && join.kind === 'sourceKey') {
      const ids = id === null ? [] : [{ item: id, place: [...path, name] }];
      base.set(join.key, parser.references(target, ids)[0]?.key ?? null);
    }
  }
  return base;
}
