import { getNamedType, GraphQLScalarType } from 'graphql';
import { GraphQLJsonValue } from './json-scalar.js';
import type { FilterKind, Kind, KindColumn, Operand, Stored } from './kind.js';
import { ownType, storedOperand } from './kind-parts.js';
import { isSameScalar } from './served-type.js';

/** A kind whose values a scalar of the application reads and writes: what it writes is what is stored. */
export interface ScalarOver extends Kind {
  /** How values are kept, compared and ordered. */
  readonly base: Kind;
}

/** What an answer has of a value that is stored as answers have it: no scalar writes it anew. */
class Answered {
  readonly written: unknown;

  constructor(written: unknown) {
    this.written = written;
  }
}

/**
 * A kind under the scalar of a field, where that is none of its own. Of kinds whose values code has in another form than
 * answers, the scalar itself must know that form.
 */
export function underScalar(base: Kind, type: KindColumn['type']): Kind {
  const scalar = type === null ? null : getNamedType(type);
  const [own] = base.scalars;
  if (!(scalar instanceof GraphQLScalarType) || own === undefined || !base.isAnswered) {
    return base;
  }
  if (base.scalars.some((each) => isSameScalar(each, scalar))) {
    return base;
  }
  passAnswered(scalar);
  return scalarOver(base, { scalar, own, suffix: base.isList ? 'ListFilter' : 'Filter' });
}

/** The kind of what a scalar of the application has written in a document; its filter is no filter of columns. */
export function memberUnder(base: Kind, scalar: GraphQLScalarType): ScalarOver {
  passAnswered(scalar);
  return scalarOver(base, { scalar, own: GraphQLJsonValue, suffix: 'ValueFilter' });
}

/** A value of a column as the scalar of its field takes it. */
export function answerOf(kind: Kind, value: unknown): unknown {
  const [own] = isScalarOver(kind) ? kind.base.scalars : [];
  if (own === undefined || value === null || value === undefined) {
    return value;
  }
  const answered = (each: unknown): Answered => new Answered(own.serialize(each));
  return kind.isList ? (value as readonly unknown[]).map(answered) : answered(value);
}

/** A value that is written already, as a scalar passes it on. */
export function answeredBy(scalar: GraphQLScalarType): (written: unknown) => unknown {
  passAnswered(scalar);
  return (written) => new Answered(written);
}

/** Whether a scalar of the application stands over a kind. */
export function isScalarOver(kind: Kind): kind is ScalarOver {
  return 'base' in kind;
}

interface Over {
  readonly scalar: GraphQLScalarType;
  /** The scalar of the kind itself. */
  readonly own: GraphQLScalarType;
  /** How its filter is called, after the scalar. */
  readonly suffix: string;
}

function scalarOver(base: Kind, { scalar, own, suffix }: Over): ScalarOver {
  const filter: Partial<FilterKind> = {
    name: `${scalar.name}${suffix}`,
    description: `Conditions on ${base.isList ? 'a list of values' : 'a value'} of the type ${scalar.name}; all given must hold.`,
    operand: scalar,
  };
  /** What a scalar writes of what a client, or the application, has written. */
  const rewritten = (value: unknown): unknown =>
    own.parseValue(scalar.serialize(scalar.parseValue(value)));
  const coerced = (value: unknown): unknown => own.parseValue(scalar.serialize(value));
  return {
    ...base,
    base,
    scalars: [scalar],
    filter: (column) => {
      const found = base.filter(column);
      const isAskedByValue = found.operators.some((group) => group !== 'path');
      return isAskedByValue ? { ...found, ...filter } : found;
    },
    operand: (value, at) => {
      const stored = trying(scalar, () => (at.isCoerced ? coerced(value) : rewritten(value)));
      return base.operand(storedOperand(stored, at), at);
    },
    store: (value, column, limits) => {
      // Inputs that take what the kind takes bring it unread.
      const isRead = getNamedType(base.inputType(column)) === getNamedType(ownType(column));
      const given = isRead ? { value } : base.store(value, column, limits);
      if ('reason' in given) {
        return given;
      }
      const write = isRead ? coerced : rewritten;
      const stored = trying(scalar, () =>
        base.isList ? (given.value as readonly unknown[]).map(write) : write(given.value),
      );
      return 'reason' in stored ? stored : base.store(stored.value, column, limits);
    },
  };
}

function trying({ name }: GraphQLScalarType, write: () => unknown): Stored {
  try {
    return { value: write() as Operand };
  } catch (error) {
    const isTold = error instanceof Error && error.message !== '';
    return { reason: isTold ? error.message : `is not a ${name}` };
  }
}

// Scalars are shared by the schemas of a process.
const passing = new WeakSet<GraphQLScalarType>();

/** Has a scalar pass on what needs no writing. */
function passAnswered(scalar: GraphQLScalarType): void {
  if (passing.has(scalar)) {
    return;
  }
  passing.add(scalar);
  const { serialize } = scalar;
  scalar.serialize = (value) =>
    value instanceof Answered ? value.written : serialize.call(scalar, value);
}
