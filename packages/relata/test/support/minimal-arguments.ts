import {
  type GraphQLField,
  type GraphQLInputType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';

/** Literals of the scalars that inputs have. */
const SCALARS: Readonly<Record<string, string>> = {
  ID: '"1"',
  Int: '1',
  Float: '1.5',
  Boolean: 'true',
  String: '"some text"',
  BigInt: '"1"',
  DateTime: '"2026-01-01T00:00:00.000Z"',
  EmailAddress: '"somebody@example.org"',
  JSON: '{}',
};

/** The arguments of a field that it cannot be without, with values that fit: `(id: "1")`. */
export function minimalArguments({ args }: GraphQLField<unknown, unknown>): string {
  const given = args
    .filter(isRequiredArgument)
    .map(({ name, type }) => `${name}: ${minimalValue(type)}`);
  return given.length === 0 ? '' : `(${given.join(', ')})`;
}

function minimalValue(type: GraphQLInputType): string {
  const given = getNullableType(type);
  if (isListType(given)) {
    return `[${minimalValue(given.ofType)}]`;
  }
  if (isEnumType(given)) {
    return given.getValues()[0]?.name ?? '';
  }
  if (!isInputObjectType(given)) {
    return SCALARS[given.name] ?? '""';
  }
  const fields = Object.values(given.getFields());
  const chosen = given.isOneOf ? fields.slice(0, 1) : fields.filter(isRequiredInputField);
  return `{ ${chosen.map(({ name, type: of }) => `${name}: ${minimalValue(of)}`).join(', ')} }`;
}
