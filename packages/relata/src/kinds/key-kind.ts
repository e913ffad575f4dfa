import { GraphQLID } from 'graphql';
import { sql } from 'kysely';
import { getOrMake } from '../cache/get-or-make.js';
import { compositeKeyForm } from './key-forms.js';
import type { DialectName, FilterKind, Key, Kind, KindOfKeys, Storage } from './kind.js';
import { stringKind } from './string.js';

const FILTER: FilterKind = {
  name: 'IdFilter',
  description: 'Conditions on an id.',
  operand: GraphQLID,
  operators: ['equality', 'membership'],
};

const made = new WeakMap<Kind, KindOfKeys>();

/** Whether keys are made of a kind. */
export function isOfKeys(kind: Kind): kind is KindOfKeys {
  return kind.key !== null;
}

/** The kind of a key, or of what refers to one: it is read and told as keys are. */
export function keyKindOf(base: KindOfKeys): KindOfKeys {
  const { key } = base;
  return getOrMake(made, base, () => ({
    ...asId(base),
    key,
    read: (raw) => key.ofCode(base.read(raw)),
    storage: {
      sqlite: keyStorage(base, 'sqlite'),
      postgresql: keyStorage(base, 'postgresql'),
    },
  }));
}

/** The kind of a key of several columns, which in a statement is the text that ids have. */
export function compositeKeyKind(parts: readonly KindOfKeys[]): KindOfKeys {
  return {
    ...asId(stringKind),
    key: compositeKeyForm(parts.map(({ key }) => key)),
    isCollated: false,
    cursor: null,
  };
}

function asId(base: Kind): Kind {
  return {
    ...base,
    name: 'id',
    docs: [],
    filter: () => FILTER,
    isAnswered: false,
    hasExtremes: false,
    sum: null,
    samples: () => [],
  };
}

function keyStorage({ key, storage }: KindOfKeys, dialect: DialectName): Storage {
  const own = storage[dialect];
  const parameter = (value: unknown): unknown => own.parameter(key.inCode(value as Key));
  if (dialect === 'postgresql') {
    // In a list of values nothing else says of which type a parameter is.
    return { ...own, parameter, bound: (value) => sql`${value}::${sql.raw(key.native)}` };
  }
  // The database itself sees to it that an integer is one.
  return key.native === 'int'
    ? { ...own, parameter, json: (value) => value, cursor: (value) => value }
    : { ...own, parameter };
}
