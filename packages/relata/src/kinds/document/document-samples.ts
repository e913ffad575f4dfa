import { isEnumType } from 'graphql';
import type { KindColumn } from '../kind.js';
import type { DocumentMember, DocumentShape } from './shape.js';

/** Levels of objects in documents that are made up: a class may have members of its own kind. */
const DEPTH = 4;
const SAMPLES = 6;

/** Documents that are made up: all members that may be are missing in turn. */
export function samplesOf(shape: DocumentShape): readonly object[] {
  return Array.from({ length: SAMPLES }, (_, at) => made(shape, at, DEPTH));
}

/** A document that can be told from others by its texts. */
export function sampleOf(shape: DocumentShape, number: number, mark: string): object {
  const document = made(shape, number, DEPTH);
  const text = [...shape.members.values()].find(
    ({ leaf, isList }) => leaf?.name === 'String' && !isList,
  );
  return text === undefined ? document : { ...document, [text.name]: mark };
}

function made(shape: DocumentShape, at: number, depth: number): object {
  const members = [...shape.members.values()].flatMap((member, index) => {
    const turn = at + index;
    const isMissing = member.isNullable && (turn % 3 === 0 || depth === 0);
    const value = isMissing ? null : valueOf(member, turn, depth);
    return value === null ? [] : [[member.name, value] as const];
  });
  return Object.fromEntries(members);
}

function valueOf(member: DocumentMember, turn: number, depth: number): unknown {
  const { shape, isList } = member;
  if (shape !== null) {
    const part = (at: number): object => made(shape, at, depth - 1);
    return isList ? Array.from({ length: turn % 3 }, (_, at) => part(turn + at)) : part(turn);
  }
  const values = leavesOf(member);
  const value = values[turn % Math.max(values.length, 1)];
  return isList && !Array.isArray(value) ? [] : (value ?? null);
}

/** Values of a leaf as JSON has them. */
function leavesOf({ leaf, kind, type }: DocumentMember): readonly unknown[] {
  const enumType = isEnumType(leaf) ? leaf : null;
  const column: KindColumn = { maxLength: null, isName: false, type, enumType };
  return (kind?.samples(column) ?? []).map((value) =>
    // JSON has no bigints.
    kind?.isAnswered === true && typeof value !== 'bigint'
      ? value
      : enumType === null
        ? (JSON.parse(JSON.stringify(leaf?.serialize(value))) as unknown)
        : value,
  );
}
