/**
 * What a JSON document may hold.
 * @example
 * const contacts: JsonValue = { mail: ['mira@example.com'], phone: null };
 */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * Writes a JSON document in one agreed form: object keys sorted by code point, no white space.
 * @throws TypeError for what JSON cannot hold: NaN, infinities, functions, undefined in a list
 */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) {
    return `[${value.map((item: JsonValue) => canonicalJson(item)).join(',')}]`;
  }
  if (value !== null && typeof value === 'object') {
    const members = Object.entries<JsonValue | undefined>(value)
      .sort(([a], [b]) => compareCodePoints(a, b))
      .flatMap(([key, member]) =>
        member === undefined ? [] : [`${JSON.stringify(key)}:${canonicalJson(member)}`],
      );
    return `{${members.join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError(`${String(value)} is not a JSON number`);
  }
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) {
    throw new TypeError(`A ${typeof value} is not a JSON value`);
  }
  return text;
}

/** Orders strings by code point, as both databases do, where `<` orders by UTF-16 unit. */
function compareCodePoints(a: string, b: string): number {
  const left = a[Symbol.iterator]();
  const right = b[Symbol.iterator]();
  for (;;) {
    const x = left.next();
    const y = right.next();
    if (x.done === true || y.done === true) {
      return (x.done === true ? 0 : 1) - (y.done === true ? 0 : 1);
    }
    const difference = (x.value.codePointAt(0) ?? 0) - (y.value.codePointAt(0) ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
}
