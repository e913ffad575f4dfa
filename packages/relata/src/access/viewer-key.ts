import { ViewerKeyError } from '../errors.js';
import { givenKey, MAX_KEY_CHARACTERS, textKeyForm } from '../kinds/key-forms.js';
import type { Key } from '../kinds/kind.js';
import { keyFormOf, keyOfParts, keyParts } from '../model/key.js';
import type { Column, Model } from '../model/model.js';
import type { Viewer } from './viewer.js';

const LIMITS = { textCharacters: MAX_KEY_CHARACTERS, listInputs: 0 };

/** A viewer with its key as rows have it; the same viewer, where it had that. @throws ViewerKeyError */
export function withKeyOf(model: Model | null, viewer: Viewer): Viewer {
  const userId = viewer.userId === null ? null : viewerKeyOf(model, viewer.userId);
  return userId === viewer.userId ? viewer : { ...viewer, userId };
}

/**
 * The key of a viewer as rows have it, of what somebody outside the engine gives: `'7'` is 7 where keys are integers.
 * @param model - of the rows that viewers are; null where viewers are no rows: then any text and any number will do
 * @throws ViewerKeyError for what no row can have: nothing would be the viewer's, or the database would fail
 */
export function viewerKeyOf(model: Model | null, given: unknown): Key {
  const key = model === null ? anyKey(given) : keyOfRow(model, given);
  if (key === null) {
    throw ViewerKeyError.of(given, model && { model: model.name, ...keyFormOf(model.id) });
  }
  return key;
}

function anyKey(given: unknown): Key | null {
  return typeof given === 'number' && Number.isFinite(given)
    ? given
    : keyIn(givenKey(textKeyForm, typeof given === 'bigint' ? String(given) : given));
}

/** A key that a column may have, of what somebody outside the engine gives; null where it may not have that. */
export function keyOfColumn(column: Column, given: unknown): Key | null {
  const key = keyIn(givenKey(keyFormOf(column), given));
  return key === null ? null : storedPart(column, key);
}

function keyOfRow(model: Model, given: unknown): Key | null {
  const key = keyIn(givenKey(keyFormOf(model.id), given));
  if (key === null) {
    return null;
  }
  const columns = keyColumns(model);
  const parts = keyParts(model.id, key).map((part, index) => storedPart(columns[index], part));
  return parts.every((part) => part !== null) ? keyOfParts(model.id, parts) : null;
}

/** The columns of a key as their models declare them, which may be models of rows that it is made of. */
function keyColumns(model: Model): readonly Column[] {
  return model.keys.flatMap((name) => {
    const column = model.columns.get(name) ?? model.id;
    return column.references === null ? [column] : keyColumns(column.references.model);
  });
}

/** A text is kept in its normal form, and may be too long for its column. */
function storedPart(column: Column | undefined, key: Key): Key | null {
  if (column === undefined || !keyFormOf(column).isText) {
    return key;
  }
  const stored = column.kind.store(key, column, LIMITS);
  return 'reason' in stored ? null : (stored.value as Key);
}

function keyIn(read: ReturnType<typeof givenKey>): Key | null {
  return read === null || 'reason' in read ? null : read.key;
}
