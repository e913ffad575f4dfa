import fc from 'fast-check';
import { createHash } from 'node:crypto';

/** What is known of a decorator. */
interface Decorator {
  readonly name: string | undefined;
  readonly constraints: readonly unknown[];
}

/** Seeds tried until a pattern gives a text that the other decorators let through. */
const TRIES = 12;

/** Texts in the form a decorator asks for, another one for another text. */
const FORMS: Readonly<Record<string, (text: string) => string>> = {
  isEmail: (text) => `${wordOf(text)}@example.org`,
  isUrl: (text) => `https://example.org/${wordOf(text)}`,
  isUuid: uuidOf,
  isAlpha: (text) => digestOf(text).replaceAll(/\d/g, 'x'),
  isAlphanumeric: (text) => wordOf(text).replaceAll('-', ''),
  isNumberString: (text) => String(Number.parseInt(digestOf(text).slice(0, 8), 16)),
  isHexColor: (text) => `#${digestOf(text).slice(0, 6)}`,
  isHexadecimal: digestOf,
  isLowercase: (text) => text.toLowerCase(),
  isUppercase: (text) => text.toUpperCase(),
  isAscii: wordOf,
  isDateString: dateOf,
  isIso8601: dateOf,
  isFQDN: (text) => `${wordOf(text)}.example.org`,
  isSlug: wordOf,
  isIp: (text) =>
    `10.${[0, 2, 4].map((at) => String(Number.parseInt(digestOf(text).slice(at, at + 2), 16))).join('.')}`,
  contains: (text) => text,
  isNotEmpty: (text) => `x${text}`,
};

/** Scalars of texts that are more than texts, by the decorator that says the same. */
const SCALARS: Readonly<Record<string, string>> = {
  EmailAddress: 'isEmail',
  HexColorCode: 'isHexColor',
  Hexadecimal: 'isHexadecimal',
  IP: 'isIp',
  IPv4: 'isIp',
  URL: 'isUrl',
  UUID: 'isUuid',
};

/** The decorator that says the same as a scalar. */
export function decoratorOf(scalar: string): string | undefined {
  return SCALARS[scalar];
}

/** Texts that decorators may let through where they refuse a text; best first. */
export function formsOf(decorators: readonly Decorator[], text: string): readonly string[] {
  return decorators.flatMap(({ name, constraints }) => {
    if (name === 'matches') {
      return matching(constraints[0], text);
    }
    if (name === 'contains') {
      return [`${String(constraints[0])}${text}`];
    }
    const form = name === undefined ? undefined : FORMS[name];
    return form === undefined ? [] : [form(text)];
  });
}

/** Texts that match a pattern, as far as they can be made from it. */
function matching(pattern: unknown, text: string): readonly string[] {
  if (!(pattern instanceof RegExp)) {
    return [];
  }
  // Most patterns ask for something to be there, or for plain letters.
  const plain = [`x${text}`, wordOf(text), digestOf(text)];
  try {
    const seed = Number.parseInt(digestOf(text).slice(0, 7), 16);
    return [...plain, ...fc.sample(fc.stringMatching(pattern), { seed, numRuns: TRIES })];
  } catch {
    return plain;
  }
}

/** Letters, digits and dashes. */
function wordOf(text: string): string {
  const word = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return word === '' ? `x${digestOf(text).slice(0, 6)}` : word;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function uuidOf(text: string): string {
  const digits = digestOf(text);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}

function dateOf(text: string): string {
  const days = Number.parseInt(digestOf(text).slice(0, 4), 16) % 10_000;
  return new Date(days * 86_400_000).toISOString();
}
