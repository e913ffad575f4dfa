import { BlobType } from '@mikro-orm/core';
import { sql } from 'kysely';
import type { FilterKind, Kind } from './kind.js';
import { isNamed, ownType, single } from './kind-parts.js';
import { GraphQLBase64 } from './scalars.js';
import { plainStorage } from './storage.js';

const FILTER: FilterKind = {
  name: 'Base64Filter',
  description: 'Conditions on bytes.',
  operand: GraphQLBase64,
  operators: [],
};

/** Bytes, of which nothing is asked but whether there are any. */
export const bytesKind: Kind = {
  name: 'bytes',
  docs: [
    {
      what: 'Bytes',
      written: "`@Property({ type: 'blob' })` `@Field(() => GraphQLBase64)`",
      sqlite: '`blob`',
      postgresql: '`bytea`',
      filter: '`Base64Filter`',
    },
  ],
  isList: false,
  isEnum: false,
  isWritten: isNamed('blob'),
  ormType: BlobType,
  runtimeType: null,
  isAnswered: false,
  scalars: [GraphQLBase64],
  member: { form: 'text' },
  inputType: ownType,
  filter: () => FILTER,
  isCollated: false,
  key: null,
  isPlain: false,
  cursor: null,
  hasExtremes: false,
  sum: null,
  storage: {
    sqlite: plainStorage({ column: /^blob$/, json: (value) => sql`relata_base64(${value})` }),
    postgresql: plainStorage({
      column: /^bytea$/,
      json: (value) => sql`'"' || translate(encode(${value}, 'base64'), chr(10), '') || '"'`,
    }),
  },
  read: (raw) => raw,
  operand: single,
  store: (value) => ({ value }),
  samples: () => [
    Buffer.alloc(0),
    Buffer.from([0]),
    Buffer.from([255, 254]),
    Buffer.from('abc'),
    Buffer.from([1, 2, 3, 4, 5]),
  ],
  sample: (_number, mark) => Buffer.from(mark),
};
