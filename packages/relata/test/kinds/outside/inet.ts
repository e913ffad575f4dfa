import { GraphQLIPv4 } from 'graphql-scalars';
import { isIPv4 } from 'node:net';
import { nativeText, sql } from 'relata/kinds';

/** Addresses of version 4: `inet` on PostgreSQL, a text that a CHECK looks at on SQLite. */
export const inetKind = nativeText({
  name: 'inet',
  native: 'inet',
  scalar: GraphQLIPv4,
  what: 'an address of version 4',
  // PostgreSQL orders them by number, which no text does.
  order: 'none',
  form: (text) =>
    isIPv4(text) ? { value: text } : { reason: 'must be an address like 192.0.2.1' },
  isFormed: (text) => {
    const list = `'[' || replace(${text}, '.', ',') || ']'`;
    const parts = [0, 1, 2, 3].map((index) => `json_extract(${list}, '$[${String(index)}]')`);
    const areBytes = parts.map((part) => `${part} between 0 and 255`).join(' and ');
    const isSame = `${parts.join(` || '.' || `)} = ${text}`;
    return `case json_valid(${list}) when 1 then ${areBytes} and ${isSame} when 0 then 0 end`;
  },
  print: (value) =>
    sql`case when family(${value}) = 4 and masklen(${value}) = 32 then host(${value}) end`,
  samples: () => ['0.0.0.0', '10.0.0.9', '10.0.0.10', '192.0.2.1', '255.255.255.255'],
  sample: (number) =>
    [24, 16, 8, 0].map((shift) => String(Math.floor(number / 2 ** shift) % 256)).join('.'),
});
