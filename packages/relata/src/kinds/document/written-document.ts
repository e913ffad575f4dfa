import { isEnumType } from 'graphql';
import type { DocumentMember, DocumentShape } from './shape.js';

/** A document as an answer has it, whole: members of enums by their names, and null where nothing is. */
export function writtenDocument(shape: DocumentShape, value: unknown): unknown {
  if (value === null || typeof value !== 'object') {
    return null;
  }
  const document = value as Readonly<Record<string, unknown>>;
  const members = [...shape.members.values()].map((member) => {
    const each = document[member.name] ?? null;
    const items = each === null ? null : [each].flat();
    const written = items?.map((item) => itemOf(member, item)) ?? null;
    return [member.name, member.isList ? written : (written?.[0] ?? null)] as const;
  });
  return Object.fromEntries(members);
}

function itemOf({ shape, leaf }: DocumentMember, value: unknown): unknown {
  if (shape !== null) {
    return writtenDocument(shape, value);
  }
  return isEnumType(leaf) ? leaf.serialize(value) : value;
}
