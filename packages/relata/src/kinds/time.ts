import { GraphQLLocalTime } from 'graphql-scalars';
import { sql } from 'kysely';
import { nativeText } from './native-text.js';

const FORM = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?$/;
const WHOLE = '00:00:00.000';
const DAY_MS = 86_400_000;

/** Times of the clock, to the millisecond, of no time zone. */
export const timeKind = nativeText({
  name: 'time',
  docs: [
    {
      what: 'Time',
      written: "`@Property({ type: 'time' })` `@Field(() => GraphQLLocalTime)`",
      sqlite: '`text`, CHECK',
      postgresql: '`time(3)`',
      filter: '`LocalTimeFilter`',
    },
  ],
  written: 'time',
  native: 'time(3)',
  scalar: GraphQLLocalTime,
  what: 'a time',
  order: 'compared',
  form: (text) =>
    FORM.test(text)
      ? { value: formOf(text) }
      : { reason: 'must be a time like 14:25, 14:25:06 or 14:25:06.123' },
  isFormed: (text) => `strftime('%H:%M:%f', ${text}) is ${text}`,
  // There is a time 24:00 in PostgreSQL.
  print: (value) =>
    sql`case when ${value} < time '24:00' then to_char(${value}, 'HH24:MI:SS.MS') end`,
  samples: () => [
    '00:00:00.000',
    '00:00:00.001',
    '07:30:00.000',
    '12:00:00.000',
    '12:00:00.100',
    '23:59:59.999',
  ],
  sample: (number) => new Date(number % DAY_MS).toISOString().slice(11, 23),
});

/** `14:25` as `14:25:00.000`, `14:25:06.5` as `14:25:06.500`. */
function formOf(text: string): string {
  return `${text}${text.includes('.') ? '000' : WHOLE.slice(text.length)}`.slice(0, WHOLE.length);
}
