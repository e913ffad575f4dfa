import { GraphQLLocalDate } from 'graphql-scalars';
import { sql } from 'kysely';
import { nativeText } from './native-text.js';

const FORM = /^(?!0000)\d{4}-\d\d-\d\d$/;
const DAY_MS = 86_400_000;
/** So many days there are, more or less, until the last year. */
const DAYS = 2_900_000;

/** Days of the calendar, of no time zone: the years 0001 to 9999. */
export const dateKind = nativeText({
  name: 'date',
  docs: [
    {
      what: 'Date',
      written: "`@Property({ type: 'date' })` `@Field(() => GraphQLLocalDate)`",
      sqlite: '`text`, CHECK',
      postgresql: '`date`',
      filter: '`LocalDateFilter`',
    },
  ],
  written: 'date',
  native: 'date',
  scalar: GraphQLLocalDate,
  what: 'a date',
  order: 'compared',
  form: (text) =>
    FORM.test(text) && dayOf(Date.parse(text)) === text
      ? { value: text }
      : { reason: 'must be a date like 2026-01-31, in the years 0001 to 9999' },
  isFormed: (text) => `date(${text}) is ${text} and ${text} >= '0001-01-01'`,
  print: (value) =>
    sql`case when ${value} between date '0001-01-01' and date '9999-12-31' then to_char(${value}, 'YYYY-MM-DD') end`,
  samples: () => [
    '0001-01-01',
    '1969-12-31',
    '1970-01-01',
    '2024-02-29',
    '2026-03-29',
    '9999-12-31',
  ],
  sample: (number) => dayOf(Date.UTC(2026, 0, 1) + (number % DAYS) * DAY_MS) ?? '2026-01-01',
});

/** The day a moment is in, in UTC; null where there is none. */
function dayOf(milliseconds: number): string | null {
  const [day] = Number.isNaN(milliseconds) ? [] : new Date(milliseconds).toISOString().split('T');
  return day ?? null;
}
