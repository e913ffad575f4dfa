import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { BothReaders } from '../support/both-readers.js';
import { Place } from './depot-address.js';

const VIEWER = { userId: 1, permissions: ['place:spare'] };
const LIST = 'query ($where: PlaceWhere) { places(where: $where, first: 50) { nodes { name } } }';

/** Values of members in ascending order, each with other texts for the same where there are any. */
const ORDERS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  rent: [
    ['-1234567890123456789012345678901234567890.1'],
    ['-10'],
    ['-9.99', '-9.990'],
    ['-0.1', '-0.10'],
    ['-0.0000000000000000000000000000000000000001'],
    ['0', '-0', '0.00', '-0.0', '000'],
    ['0.0000000000000000000000000000000000000001'],
    ['0.09'],
    ['0.1', '0.10', '00.1'],
    ['9'],
    ['10', '010.0'],
    ['9999999999999999999999999999999999999999'],
    ['9999999999999999999999999999999999999999.9999999999999999999999999999999999999999'],
  ],
  number: [
    ['-9999999999999999999999999999999999999999'],
    ['-9223372036854775809'],
    ['-9223372036854775808'],
    ['-10'],
    ['-9', '-09'],
    ['0', '-0', '00'],
    ['9007199254740992'],
    ['9007199254740993', '09007199254740993'],
    ['9223372036854775808'],
    ['9999999999999999999999999999999999999999'],
  ],
  far: [
    ['-P104249991DT8H59M0.991S'],
    ['-P1D', '-PT24H'],
    ['-PT0.001S'],
    ['PT0S', 'P0D', '-PT0S'],
    ['PT0.001S'],
    ['PT59.999S'],
    ['PT1M', 'PT60S'],
    ['P1DT1H', 'PT25H'],
    ['P1W', 'P7D'],
    ['P10D'],
    ['P104249991DT8H59M0.991S'],
  ],
};

describeDatabases(
  'members of documents that are numbers',
  dialectsOfRun().map((dialect) => new TestDatabase({ models: [Place] }, dialect)),
  (database) => {
    const readers = BothReaders.during(database, 'places');
    const options = { viewer: VIEWER };

    it.each(Object.entries(ORDERS))('are in order: %s', async (member, order) => {
      const texts = order.flatMap((same, rank) => same.map((text) => ({ text, rank })));
      const created = await readers.compiled.data<{ createPlaces: { errors: object[] } }>(
        `mutation ($inputs: [PlaceCreateInput!]!) { createPlaces(inputs: $inputs) { errors { path message } } }`,
        {
          ...options,
          variables: {
            inputs: texts.map(({ text, rank }) => ({
              name: String(rank),
              spare: { city: '', bells: [], [member]: text },
            })),
          },
        },
      );
      expect(created.createPlaces.errors).toEqual([]);
      const tests: Readonly<Record<string, (rank: number, of: number) => boolean>> = {
        eq: (rank, of) => rank === of,
        ne: (rank, of) => rank !== of,
        lt: (rank, of) => rank < of,
        lte: (rank, of) => rank <= of,
        gt: (rank, of) => rank > of,
        gte: (rank, of) => rank >= of,
      };
      for (const { text, rank } of texts) {
        for (const [operator, test] of Object.entries(tests)) {
          const found = await readers.data<{ places: { nodes: { name: string }[] } }>(LIST, {
            ...options,
            variables: { where: { spare: { [member]: { [operator]: text } } } },
          });
          const expected = texts.filter((each) => test(each.rank, rank));
          expect([operator, text, found.places.nodes.map(({ name }) => Number(name))]).toEqual([
            operator,
            text,
            expected.map((each) => each.rank),
          ]);
        }
      }
    });

    it('that were there before and are none are missing', async () => {
      const odd = { rent: ['"x"', '7', '"1e3"', '""', '{}'], number: ['"1.5.0"', 'true'] };
      const durations = ['"PT"', '"P"', '"P1Y"', '"1"', '60'];
      for (const [member, values] of Object.entries({ ...odd, far: durations })) {
        await readers.run('delete from places');
        for (const value of values) {
          await readers.run(
            `insert into places (name, spare) values ('x', '{"${member}":${value}}')`,
          );
        }
        const zero = member === 'far' ? 'PT0S' : '0';
        for (const operator of ['gte', 'lt', 'ne']) {
          const found = await readers.data(LIST, {
            ...options,
            variables: { where: { spare: { [member]: { [operator]: zero } } } },
          });
          expect(found).toEqual({ places: { nodes: [] } });
        }
      }
    });
  },
);
