import type { Database } from 'better-sqlite3';
import { canonicalJson, type JsonValue } from '../catalog/canonical-json.js';

const ARRAY_INDEX = /^(?:0|[1-9]\d*)$/;

/**
 * Gives a SQLite connection the functions that PostgreSQL has of its own, so that one statement
 * means the same on both:
 * - `relata_lower(text)`: lower case by Unicode, where SQLite's `lower` knows ASCII only;
 * - `relata_json_get(json, path)`: the value at a path (a JSON list of strings) as JSON text, or
 *   NULL where there is none, as PostgreSQL's `#>` finds it.
 */
export function registerFunctions(database: Database): void {
  database.function('relata_lower', { deterministic: true }, lower);
  database.function('relata_json_get', { deterministic: true }, jsonGet);
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
