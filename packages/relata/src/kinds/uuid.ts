import { GraphQLUUID } from 'graphql-scalars';
import { sql } from 'kysely';
import { uuidKeyForm } from './key-forms.js';
import { nativeText } from './native-text.js';

const FORM = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HEX = '[0-9a-f]';
const GLOB = [8, 4, 4, 4, 12].map((digits) => HEX.repeat(digits)).join('-');

/** UUIDs (RFC 9562), kept in lower case: PostgreSQL and text order them alike. */
export const uuidKind = nativeText({
  name: 'uuid',
  becomes: ['string'],
  docs: [
    {
      what: 'UUID',
      written: "`@Property({ type: 'uuid' })` `@Field(() => GraphQLUUID)`",
      sqlite: '`text`, CHECK',
      postgresql: '`uuid`',
      filter: '`UUIDFilter`',
    },
  ],
  written: 'uuid',
  native: 'uuid',
  scalar: GraphQLUUID,
  what: 'a UUID',
  order: 'sorted',
  form: (text) => {
    const value = uuidOf(text);
    return value === null
      ? { reason: 'must be a UUID like 018f6b2e-5c3a-7d41-9b0e-2f4a6c8e0d12' }
      : { value };
  },
  key: uuidKeyForm(uuidOf),
  isFormed: (text) => `${text} glob '${GLOB}'`,
  print: (value) => sql`(${value})::text`,
  samples: () => [
    '00000000-0000-0000-0000-000000000000',
    '018f6b2e-5c3a-7d41-9b0e-2f4a6c8e0d12',
    '018f6b2e-5c3a-7d41-9b0e-2f4a6c8e0d13',
    '9f8e7d6c-5b4a-4392-8170-0f1e2d3c4b5a',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
  ],
  sample: (number) => `018f6b2e-5c3a-7d41-9b0e-${number.toString(16).padStart(12, '0')}`,
});

function uuidOf(text: string): string | null {
  const value = text.toLowerCase();
  return FORM.test(value) ? value : null;
}
