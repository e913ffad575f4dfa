import { BadInputError } from '../../errors.js';
import { everyRow, rowsOf } from '../input/every-row.js';
import type { MutationRun, Recorded } from '../mutation-run.js';
import { isOutcome, nothing } from '../outcome.js';
import type { UserError } from '../user-error.js';
import { userErrorOf } from '../violations/user-error-of.js';

/**
 * Takes an error of the commit for one of the last field that wrote what it is about, or else of the last that wrote, if it
 * is one that may be expected: a constraint that the database looks at only then, a rule that a subscriber finds broken.
 * @returns whether it is
 */
export function blameLastField(run: MutationRun, error: unknown): boolean {
  const blamed = blamedField(run, error);
  if (blamed === null) {
    return false;
  }
  const { key, record, userError } = blamed;
  const isAnswered = 'value' in record && isOutcome(record.value);
  run.failed = key;
  run.records.set(
    key,
    isAnswered
      ? { value: nothing(record.value.model, [userError]) }
      : { error: new BadInputError(userError.message) },
  );
  return true;
}

interface BlamedField {
  readonly key: string;
  readonly record: Recorded;
  readonly userError: UserError;
}

function blamedField(run: MutationRun, error: unknown): BlamedField | null {
  const done = [...run.records].reverse().filter(([, record]) => 'value' in record);
  const placed = done.flatMap(([key, record]): BlamedField[] => {
    const write = run.prepared.get(key)?.write;
    const writes = write === undefined ? [] : [...everyRow(rowsOf(write))];
    const userError = userErrorOf(error, { path: [], writes });
    return userError === null || userError.path.length === 0 ? [] : [{ key, record, userError }];
  });
  const [first] = placed;
  const [last] = done;
  // Of which field it is nobody knows, nor whether it is about what was written, or about what went.
  const userError = userErrorOf(error, { path: [], writes: [] });
  return first ?? (last && userError ? { key: last[0], record: last[1], userError } : null);
}
