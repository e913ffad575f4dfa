import { GraphQLJSON } from 'graphql-scalars';
import { sql } from 'kysely';
import type { FilterKind, Kind } from '../kind.js';
import { CanonicalJsonType, jsonKind } from '../json.js';
import { plainStorage } from '../storage.js';
import { documentClassOf } from './json-of.js';

const FILTER: FilterKind = {
  name: 'DocumentFilter',
  description: 'Conditions on a document.',
  operand: GraphQLJSON,
  operators: [],
};

class DocumentType extends CanonicalJsonType {}

/** JSON documents of a class: what is known of its members is added where their GraphQL type is known. */
export const documentKind: Kind = {
  ...jsonKind,
  name: 'document',
  becomes: ['json'],
  docs: [
    {
      what: 'JSON of a class',
      written: '`@JsonOf(() => Address)` `@Field(() => Address)`',
      sqlite: '`text`, CHECK',
      postgresql: '`json`',
      filter: '`AddressFilter`',
    },
  ],
  isWritten: (property) => jsonKind.isWritten(property) && documentClassOf(property) !== undefined,
  ormType: DocumentType,
  isAnswered: false,
  scalars: [],
  filter: () => FILTER,
  storage: {
    sqlite: plainStorage({
      ...jsonKind.storage.sqlite,
      check: (column) =>
        `${column} is null or typeof(${column}) = 'text' and json_valid(${column})`,
      json: (value) => sql`relata_json(${value})`,
    }),
    postgresql: jsonKind.storage.postgresql,
  },
  samples: () => [],
};
