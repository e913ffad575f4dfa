import type { ModelFault } from './fault.js';
import { type Input, isRef, type Said } from './operation.js';
import { type RelationRule, RULES } from './rules.js';
import type { ModelName } from './world.js';

/** Most characters of a text without a bound of its own. */
const LONG = 65_536;

/** What stands where, and through which key of its own the row hangs on its parent. */
export interface Place {
  readonly path: readonly string[];
  readonly isNew: boolean;
  readonly parentKey?: string;
  readonly mayBeEmpty?: boolean;
}

/** Whether no database could hold a text, or its column is too short. */
export function isBadText(text: string, rule: { readonly most?: number } | undefined): boolean {
  return text.includes('\0') || text.length > (rule?.most ?? LONG);
}

/** Everything that is wrong with the input of a row by itself. */
export function validate(model: ModelName, input: Input, place: Place): readonly ModelFault[] {
  const { columns, relations } = RULES[model];
  const { path, isNew, parentKey, mayBeEmpty } = place;
  const faults: ModelFault[] = [];
  const invalid = (...steps: readonly string[]): void => {
    faults.push({ code: 'VALIDATION', path: [...path, ...steps] });
  };
  for (const [name, rule] of Object.entries(columns)) {
    const value = input[name];
    const isNull = value === null && rule.nullable !== true;
    if (isNull || (typeof value === 'string' && isBadText(value, rule))) {
      invalid(name);
    }
  }
  for (const relation of relations) {
    const said = input[relation.name];
    const { join } = relation;
    const isParents = join.kind === 'holds' && join.key === parentKey;
    if (said === undefined) {
      if (isNew && join.kind === 'holds' && !isParents) {
        invalid(relation.name);
      }
    } else if (isParents) {
      invalid(relation.name);
    } else if (said === null) {
      invalid(relation.name);
    } else {
      faults.push(...validateLink(relation, said as Input, [...path, relation.name]));
    }
  }
  if (!isNew && mayBeEmpty !== true && Object.keys(input).length === 0) {
    invalid();
  }
  return faults;
}

function validateLink(
  { target, join, many, orphans }: RelationRule,
  said: Input,
  path: readonly string[],
): readonly ModelFault[] {
  const parentKey = join.kind === 'held' ? { parentKey: join.key } : {};
  const faults: ModelFault[] = [];
  for (const { item, place } of items(said['create'], [...path, 'create'])) {
    faults.push(...validate(target, item as Input, { path: place, isNew: true, ...parentKey }));
  }
  for (const { item, place } of items(said['connectOrCreate'], [...path, 'connectOrCreate'])) {
    const { create } = item as { readonly create: Input };
    const at = [...place, 'create'];
    faults.push(...validate(target, create, { path: at, isNew: true, ...parentKey }));
  }
  for (const verb of ['connect', 'set', 'disconnect', 'delete']) {
    for (const { item, place } of items(said[verb], [...path, verb])) {
      if (isRef(item) && !item.ref.startsWith(`${target}#`)) {
        faults.push({ code: 'VALIDATION', path: place });
      }
    }
  }
  if (many && orphans && said['set'] !== undefined && said['deleteOthers'] !== true) {
    faults.push({ code: 'VALIDATION', path: [...path, 'set'] });
  }
  return faults;
}

/** The items of a list with their paths; a single item stands for itself. */
export function items(
  said: Said | undefined,
  path: readonly string[],
): { readonly item: Said; readonly place: readonly string[] }[] {
  if (said === undefined || said === null) {
    return [];
  }
  return Array.isArray(said)
    ? (said as readonly Said[]).map((item, at) => ({ item, place: [...path, String(at)] }))
    : [{ item: said, place: path }];
}
