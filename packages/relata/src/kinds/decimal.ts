import type { Platform } from '@mikro-orm/core';
import { sql } from 'kysely';
import { getOrMake } from '../cache/get-or-make.js';
import { exactMember } from './document/exact-member.js';
import { isDecimal, textOfNumber, textOfUnits, unitsOf } from './exact-decimal.js';
import { GraphQLDecimal } from './exact-scalars.js';
import { decimalSum, MORE_PLACES } from './exact-sum.js';
import type { Kind, KindDocs, KindFamily, Stored } from './kind.js';
import { comparable, isNamed, ownType, plainCursor, storedOperand } from './kind-parts.js';
import { isPostgres } from './platform.js';
import { asText, integersBetween, plainStorage, quoted } from './storage.js';
import { type Refusal, WideType } from './wide-type.js';

/** So many digits SQLite keeps in an integer, whatever they are. */
const MAX_PRECISION = 18;
const FILTER = comparable('DecimalFilter', 'a decimal number', GraphQLDecimal);
const NO_DECIMAL = 'must be a decimal number like 12.30';
const isWritten = isNamed('decimal', 'numeric');

const DOCS: readonly KindDocs[] = [
  {
    what: 'Decimal number',
    written:
      "`@Property({ type: 'decimal', precision: 10, scale: 2 })` `@Field(() => GraphQLDecimal)`",
    sqlite: '`integer`, units, CHECK',
    postgresql: '`numeric(10,2)`, CHECK',
    filter: '`DecimalFilter`',
  },
];

/** Digits of a number, and how many of them stand after the point. */
interface Digits {
  readonly precision: number;
  readonly scale: number;
}

/** One kind for each precision and scale that models write: as many as there are columns at most. */
const made = new Map<string, Kind>();

/** Decimal numbers of so many digits, all of which are kept. In code they are texts with all their places. */
export const decimalKinds: KindFamily = {
  docs: DOCS,
  scalars: [GraphQLDecimal],
  of: ({ precision = 0, scale = -1 }) => {
    const isPossible = isWithin(precision, 1, MAX_PRECISION) && isWithin(scale, 0, precision);
    return isPossible ? kindOf({ precision, scale }) : null;
  },
  inDocuments: {
    ...decimalKind({ precision: MAX_PRECISION, scale: 0 }),
    member: exactMember((value, at) => storedOperand(anyDecimal(value), at)),
    samples: () => ['-1.5', '-0.05', '0', '0.1', '0.10', '12', `${'9'.repeat(40)}.01`],
  },
};

/** A decimal number of any digits, as documents may hold. */
function anyDecimal(value: unknown): Stored {
  const text = typeof value === 'number' ? textOfNumber(String(value)) : value;
  return typeof text === 'string' && isDecimal(text) ? { value: text } : { reason: NO_DECIMAL };
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function kindOf(digits: Digits): Kind {
  const name = `${String(digits.precision)}_${String(digits.scale)}`;
  return getOrMake(made, name, () => decimalKind(digits));
}

function decimalKind(digits: Digits): Kind {
  const { precision, scale } = digits;
  const places = scale + MORE_PLACES;
  const store = (value: unknown): Stored => storedOf(value, digits);
  return {
    name: 'decimal',
    docs: DOCS,
    parameters: `decimal_${String(precision)}_${String(scale)}`,
    isList: false,
    isEnum: false,
    isWritten,
    ormType: ormTypeOf(digits),
    runtimeType: 'string',
    isAnswered: true,
    scalars: [GraphQLDecimal],
    inputType: ownType,
    filter: () => FILTER,
    isCollated: false,
    key: null,
    // Code may have set a text without its last places.
    isPlain: false,
    cursor: plainCursor,
    hasExtremes: true,
    sum: {
      type: GraphQLDecimal,
      average: { type: GraphQLDecimal, places, roundedTo: `${String(places)} decimals` },
      plus: (value, amount) =>
        textOfUnits(
          (unitsOf(String(value), scale) ?? 0n) + (unitsOf(String(amount), scale) ?? 0n),
          scale,
        ),
      exact: decimalSum(scale),
    },
    storage: storageOf(digits),
    read: (raw) => raw,
    operand: (value, at) => storedOperand(store(value), at),
    store,
    samples: () => samplesOf(digits),
    sample: (number) => textOfUnits(BigInt(number) % 10n ** BigInt(precision), scale),
  };
}

function storageOf({ precision, scale }: Digits): Kind['storage'] {
  const most = 10n ** BigInt(precision) - 1n;
  const below = `1${'0'.repeat(precision - scale)}`;
  return {
    sqlite: plainStorage({
      column: /^integer$/,
      check: integersBetween(-most, most),
      parameter: (value) => (value === null ? null : unitsOf(value as string, scale)),
      selected: (value) => sql`relata_decimal(${value}, ${sql.lit(scale)})`,
      json: (value) => quoted(sql`relata_decimal(${value}, ${sql.lit(scale)})`),
    }),
    postgresql: plainStorage({
      column: new RegExp(`^numeric\\(${String(precision)}, ?${String(scale)}\\)$`),
      // What is no number is greater than any.
      check: (column) => `abs(${column}) < ${below}`,
      bound: (parameter) => sql`${parameter}::numeric`,
      selected: asText,
      json: (value) => quoted(asText(value)),
    }),
  };
}

function ormTypeOf(digits: Digits): NonNullable<Kind['ormType']> {
  const { precision, scale } = digits;
  return class DecimalType extends WideType {
    protected override readonly native = `numeric(${String(precision)},${String(scale)})`;

    /** @throws TypeError for what is no decimal number of these digits */
    override convertToDatabaseValue(
      value: string | number | null,
      platform: Platform,
    ): string | bigint | null {
      if (value === null) {
        return null;
      }
      const stored = storedOf(value, digits);
      if ('reason' in stored) {
        throw this.refusal(value, stored);
      }
      return isPostgres(platform) ? stored.value : unitsOf(stored.value, scale);
    }

    override convertToJSValue(
      value: bigint | number | string | null,
      platform: Platform,
    ): string | null {
      if (value === null) {
        return null;
      }
      return isPostgres(platform) ? String(value) : textOfUnits(BigInt(value), scale);
    }

    override compareAsType(): string {
      return 'string';
    }

    override get runtimeType(): string {
      return 'string';
    }
  };
}

/** A decimal number with all its places, or what is wrong with it; nothing is rounded. */
function storedOf(
  value: unknown,
  { precision, scale }: Digits,
): { readonly value: string } | Refusal {
  const text = typeof value === 'number' ? textOfNumber(String(value)) : value;
  if (typeof text !== 'string' || !isDecimal(text)) {
    return { reason: NO_DECIMAL };
  }
  const units = unitsOf(text, scale);
  if (units === null) {
    return { reason: `must have at most ${String(scale)} decimal places` };
  }
  const most = 10n ** BigInt(precision);
  return units < most && units > -most
    ? { value: textOfUnits(units, scale) }
    : {
        reason: `must have at most ${String(precision - scale)} digits before the point`,
        isTooLarge: true,
      };
}

function samplesOf({ precision, scale }: Digits): readonly string[] {
  const most = 10n ** BigInt(precision) - 1n;
  return [-most, -most + 1n, -10n, -1n, 0n, 1n, 1n, 9n, 10n, 100n, most / 2n, most - 1n, most]
    .filter((units) => units <= most && units >= -most)
    .map((units) => textOfUnits(units, scale));
}
