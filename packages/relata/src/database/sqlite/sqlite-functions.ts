import type { Database } from 'better-sqlite3';
import { canonicalJson, type JsonValue } from '../../kinds/canonical-json.js';
import { cutTextJson, digestOf } from '../../text/cut-text.js';
import { sortableNumber } from '../../kinds/document/exact-member.js';
import { durationOf, millisecondsOf, WRITTEN_DURATION } from '../../kinds/duration-text.js';
import { signed } from '../../cursor/signed.js';
import { parseDateTime } from '../../kinds/date-time.js';
import { registerSums } from './sqlite-sums.js';

const ARRAY_INDEX = /^(?:0|[1-9]\d*)$/;

/**
 * Gives a SQLite connection the functions that PostgreSQL has of its own, so that one statement
 * means the same on both:
 * - `relata_lower(text)`: lower case by Unicode, where SQLite's `lower` knows ASCII only;
 * - `relata_json_get(json, path)`: the value at a path (a JSON list of strings) as JSON text, or
 *   NULL where there is none, as PostgreSQL's `#>` finds it;
 * - `relata_sortable(text)` of a decimal number, `relata_length_of(text)` of a duration in milliseconds: what is compared of
 *   them in documents, NULL for what is none;
 * - what {@link registerSums} gives it.
 *
 * And those that write values as JavaScript writes them in JSON (NULL stays NULL): `relata_date_time`,
 * `relata_json`, `relata_strings`, `relata_integers`, `relata_duration`, `relata_number`, `relata_base64`;
 * and for cursors `relata_milliseconds(moment)`, `relata_cut(text, characters)`, `relata_digest(text)`
 * and `relata_signed(key, text)`. They throw for what is no such value, `relata_refused` for any.
 */
export function registerFunctions(database: Database): void {
  database.function('relata_lower', { deterministic: true }, lower);
  database.function('relata_json_get', { deterministic: true }, jsonGet);
  for (const [name, write] of Object.entries(WRITERS)) {
    database.function(name, { deterministic: true }, (value: unknown) =>
      value === null || value === undefined ? null : write(value),
    );
  }
  registerSums(database);
  for (const [name, read] of Object.entries(READERS)) {
    database.function(name, { deterministic: true }, (value: unknown) =>
      typeof value === 'string' ? read(value) : null,
    );
  }
  database.function('relata_cut', { deterministic: true }, (text: unknown, most: unknown) =>
    text === null ? null : cutTextJson(textIn(text), Number(most)),
  );
  database.function('relata_signed', { deterministic: true }, (key: unknown, text: unknown) =>
    signed(key as Buffer, Buffer.from(String(text))),
  );
}

const WRITERS: Readonly<Record<string, (value: unknown) => string>> = {
  relata_date_time: (value) => JSON.stringify(dateTimeOf(value).toISOString()),
  // As text: a number comes back as one with a fraction.
  relata_milliseconds: (value) => String(Date.parse(dateTimeOf(value).toISOString())),
  relata_json: (value) =>
    typeof value === 'string' ? JSON.stringify(JSON.parse(value)) : refuse(value),
  relata_strings: (value) => listIn(value, (item) => typeof item === 'string'),
  relata_integers: (value) => listIn(value, isInt),
  relata_number: (value) => (Number.isFinite(value) ? JSON.stringify(value) : refuse(value)),
  relata_duration: (value) =>
    Number.isSafeInteger(value) ? JSON.stringify(durationOf(value as number)) : refuse(value),
  relata_base64: (value) =>
    Buffer.isBuffer(value) ? JSON.stringify(value.toString('base64')) : refuse(value),
  relata_digest: (value) => digestOf(textIn(value)),
  relata_refused: refuse,
};

const READERS: Readonly<Record<string, (text: string) => number | string | null>> = {
  relata_sortable: sortableNumber,
  relata_length_of: (text) => (WRITTEN_DURATION.test(text) ? millisecondsOf(text) : null),
};

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : refuse(value);
}

function dateTimeOf(value: unknown): Date {
  return typeof value === 'number' || typeof value === 'string'
    ? parseDateTime(value)
    : refuse(value);
}

function listIn(value: unknown, isItem: (item: unknown) => boolean): string {
  const list: unknown = typeof value === 'string' ? JSON.parse(value) : refuse(value);
  const isOfItems = Array.isArray(list) && list.every(isItem);
  return list === null || isOfItems ? JSON.stringify(list) : refuse(value);
}

/** Whether it is an integer of 32 bits. */
function isInt(item: unknown): boolean {
  return typeof item === 'number' && item === (item | 0);
}

function refuse(value: unknown): never {
  throw new TypeError(`A ${typeof value} that the column should not have`);
}

function lower(value: unknown): string | null {
  return value === null || value === undefined ? null : textOf(value).toLowerCase();
}

function jsonGet(document: unknown, path: unknown): string | null {
  if (typeof document !== 'string' || typeof path !== 'string') {
    return null;
  }
  const start = parse(document);
  const steps = parse(path);
  if (start === undefined || !Array.isArray(steps)) {
    return null;
  }
  let value: JsonValue | undefined = start;
  for (const step of steps as readonly JsonValue[]) {
    value = typeof step === 'string' ? memberOf(value, step) : undefined;
    if (value === undefined) {
      return null;
    }
  }
  return canonicalJson(value);
}

function memberOf(value: JsonValue | undefined, step: string): JsonValue | undefined {
  if (value === null || typeof value !== 'object') {
    return undefined;
  }
  if (Array.isArray(value)) {
    return ARRAY_INDEX.test(step) ? (value as readonly JsonValue[])[Number(step)] : undefined;
  }
  return Object.hasOwn(value, step) ? (value as Record<string, JsonValue>)[step] : undefined;
}

// A row brought in by other means may hold anything: what is no JSON has nothing at any path.
function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  return Buffer.isBuffer(value) ? value.toString('utf8') : String(value);
}
