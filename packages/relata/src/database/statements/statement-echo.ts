import { HIDDEN, withoutSecrets } from './hide-secrets.js';
import type { SecretColumns } from './secret-columns.js';
import { layOutSql } from './sql-layout.js';
import type { ObservedStatement, StatementListener } from './statement-log.js';
import { plural } from '../../plural.js';
import { shortened } from '../../text/text.js';

/** What {@link echoStatements} is told by whoever starts the process. */
export interface EchoOptions {
  /** Where the text goes, a statement at a time; standard error by default. */
  readonly echo?: (text: string) => void;
  /** What a statement that has just ended was run for, `query Feed`; null where nobody can say. */
  readonly heading?: () => string | null;
}

/**
 * A listener that shows statements to a developer, under a heading for each operation. As they
 * end, not when the operation does: what hangs is what one looks for.
 * @param secrets - columns whose values are not shown
 */
export function echoStatements(
  secrets: SecretColumns,
  { echo = (text) => process.stderr.write(`${text}\n`), heading = () => null }: EchoOptions,
): StatementListener {
  let last: string | null = null;
  return (statement) => {
    const title = heading();
    // Operations that run at the same time take turns, and each turn says whose it is.
    const isTurn = title !== null && title !== last;
    last = title;
    echo(
      `${isTurn ? `\n-- ${title}\n` : ''}${describeStatement({ ...statement, ...withoutSecrets(statement, secrets) })}`,
    );
  };
}

/** A statement as it can be read and run, and in a comment below what came of it. */
function describeStatement({ sql, parameters, milliseconds, rows }: ObservedStatement): string {
  const facts = [
    `${milliseconds.toFixed(1)} ms`,
    ...(rows === undefined ? [] : [`${String(rows)} ${plural(rows, 'row')}`]),
    ...(parameters.length === 0 ? [] : [`values ${parameters.map(describeValue).join(', ')}`]),
  ];
  return `${layOutSql(sql)};\n-- ${facts.join('; ')}`;
}

const LONGEST_VALUE = 100;

function describeValue(value: unknown): string {
  if (value === HIDDEN) {
    return '<secret>';
  }
  if (Buffer.isBuffer(value)) {
    return `<${String(value.length)} bytes>`;
  }
  const text = typeof value === 'bigint' ? String(value) : JSON.stringify(value ?? null);
  return shortened(text, LONGEST_VALUE + 1);
}
