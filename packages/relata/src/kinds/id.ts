import { GraphQLID } from 'graphql';
import { intKind } from './int.js';
import type { FilterKind, Kind } from './kind.js';

const FILTER: FilterKind = {
  name: 'IdFilter',
  description: 'Conditions on an id.',
  operand: GraphQLID,
  operators: ['equality', 'membership'],
};

/** The key of a model, which the database counts up. */
export const idKind: Kind = {
  ...intKind,
  name: 'id',
  docs: [],
  isAnswered: false,
  filter: () => FILTER,
  inputType: () => GraphQLID,
  hasExtremes: false,
  sum: null,
  samples: () => [],
  storage: {
    // The database itself sees to it that a key is an integer.
    sqlite: { ...intKind.storage.sqlite, json: (value) => value, cursor: (value) => value },
    postgresql: intKind.storage.postgresql,
  },
};
