import { validateSync, type ValidationError } from 'class-validator';
import { isEnumType, isSpecifiedScalarType } from 'graphql';
import { textProblem } from '../../text/text.js';
import type { Stored, ValueLimits } from '../kind.js';
import { tooLong } from '../list-length.js';
import type { DocumentMember, DocumentShape } from './shape.js';

type Path = readonly string[];

/** Something is wrong with a member of a document. */
class MemberFault extends TypeError {
  readonly path: Path;

  constructor(reason: string, path: Path) {
    super(reason);
    this.path = path;
  }
}

const OPTIONS = {
  skipMissingProperties: true,
  forbidUnknownValues: false,
  validationError: { target: false, value: false },
} as const;

/** A document that GraphQL has read, as JSON: what is stored is what its scalars write, of enums the values. */
export function storedDocument(shape: DocumentShape, value: unknown, limits: ValueLimits): Stored {
  try {
    return { value: objectOf(shape, value, { limits, path: [] }) };
  } catch (error) {
    if (error instanceof MemberFault) {
      return { reason: error.message, path: error.path };
    }
    throw error;
  }
}

interface Place {
  readonly limits: ValueLimits;
  readonly path: Path;
}

function objectOf(shape: DocumentShape, value: unknown, { limits, path }: Place): object {
  const given = value as Readonly<Record<string, unknown>>;
  const stored: Record<string, unknown> = {};
  for (const member of shape.members.values()) {
    const each = given[member.name];
    // Null is what is missing.
    if (each !== undefined && each !== null) {
      stored[member.name] = memberOf(member, each, { limits, path: [...path, member.name] });
    }
  }
  checkClass(shape, stored, path);
  return stored;
}

function memberOf(member: DocumentMember, value: unknown, place: Place): unknown {
  if (!member.isList) {
    return itemOf(member, value, place);
  }
  const list = value as readonly unknown[];
  const fault = tooLong(list, place.limits.listInputs);
  if (fault !== null) {
    throw new MemberFault(fault, place.path);
  }
  return list.map((item, at) =>
    itemOf(member, item, { ...place, path: [...place.path, String(at)] }),
  );
}

function itemOf({ shape, leaf }: DocumentMember, value: unknown, place: Place): unknown {
  if (shape !== null) {
    return objectOf(shape, value, place);
  }
  const written = isEnumType(leaf) || leaf === null ? value : writtenBy(leaf, value, place.path);
  const fault =
    typeof written === 'string' ? textProblem(written, place.limits.textCharacters) : null;
  if (fault !== null) {
    throw new MemberFault(fault, place.path);
  }
  return written === 0 ? 0 : written;
}

/** What a scalar writes, as JSON has it. */
function writtenBy(leaf: NonNullable<DocumentMember['leaf']>, value: unknown, path: Path): unknown {
  if (isSpecifiedScalarType(leaf)) {
    return value;
  }
  try {
    return JSON.parse(JSON.stringify(leaf.serialize(value))) as unknown;
  } catch (error) {
    throw new MemberFault(error instanceof Error ? error.message : `is not a ${leaf.name}`, path);
  }
}

/** What the class of a document says of its members with class-validator; what it says later counts as yes. */
function checkClass({ class: own }: DocumentShape, stored: object, path: Path): void {
  if (own === undefined) {
    return;
  }
  const instance = Object.create(own.prototype as object) as object;
  Object.assign(instance, stored);
  const [error] = validateSync(instance, OPTIONS);
  if (error !== undefined) {
    throw new MemberFault(reasonOf(error), [...path, error.property]);
  }
}

function reasonOf({ property, constraints = {} }: ValidationError): string {
  const [message = 'is not valid'] = Object.values(constraints);
  // class-validator's own messages begin with the name of the property, which the path says already.
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}
