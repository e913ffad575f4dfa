import { describeEachDatabase } from '../../src/testing/describe-each-database.js';
import { harbour } from '../harbour/harbour.js';
import { uuid } from '../harbour/rows.js';

const LONG = 'x'.repeat(255);

/** Fields that find a row, with ids that they do not take, and why. */
const REFUSED: readonly (readonly [field: string, id: string, reason: string])[] = [
  ...['', 'b', 'ship_b', 'port_', 'port_a~b', 'port_%', 'port_%7e', 'port_%2F'].map(
    (id) => ['port', id, `expected a Port id, got ${id}`] as const,
  ),
  ['port', `port_${LONG}x`, 'must have at most 255 characters, has 256'],
  ['port', 'port_\\u0000', 'must not contain NUL'],
  ...[
    '7',
    'ship_7',
    `voyage_${uuid(1)}`,
    `ship_${uuid(1)}~1`,
    `{${uuid(1)}}`,
    uuid(1).slice(1),
  ].map((id) => ['ship', id, `expected a Ship id`] as const),
  ...['0', '-1', '01', '1.0', 'voyage_x', 'voyage_', `voyage_${uuid(1)}`].map(
    (id) => ['voyage', id, `expected a Voyage id`] as const,
  ),
  ['voyage', '9223372036854775808', 'is out of range'],
  ['voyage', 'voyage_9223372036854775808', 'is out of range'],
  ['sighting', '2147483648', 'is out of range'],
  ...['1', '1~1', 'leg_1', 'leg_1~', 'leg_~1', 'leg_1~1~1', 'leg_1-1', 'leg_1~x', 'leg_x~1'].map(
    (id) => ['leg', id, `expected a Leg id, got ${id}`] as const,
  ),
  ['leg', 'leg_9223372036854775808~1', 'is out of range'],
  ['leg', 'leg_1~2147483648', 'is out of range'],
  ...['berth_a~1~q', 'berth_1~a~1~q', 'berth_a~1~1~', 'berth_a~1~1~q~', 'berth_~1~1~q'].map(
    (id) => ['berth', id, 'expected a Berth id'] as const,
  ),
  ['berth', 'berth_a~1~1~q\\u0000', 'must not contain NUL'],
];

/** Ids of no row, but which could be. */
const TAKEN: readonly (readonly [field: string, id: string])[] = [
  ['port', `port_${LONG}`],
  ['port', `port_${'😀'.repeat(80)}`],
  ['port', 'port_port_1'],
  ['port', 'port_ '],
  ['voyage', '9223372036854775807'],
  ['voyage', 'voyage_9223372036854775807'],
  ['sighting', '2147483647'],
  ['ship', uuid(1).toUpperCase()],
  ['leg', 'leg_9223372036854775807~2147483647'],
  ['berth', 'berth_%25~1~1~%7E'],
];

describeEachDatabase('ids', { application: harbour }, (app) => {
  const messages = async (document: string): Promise<unknown> => {
    const { body } = await app.ask(document);
    return body.errors?.map(({ message, extensions }) => [extensions?.['code'], message]);
  };

  it.each(REFUSED)('of %s are not %s', async (field, id, reason) => {
    const told = [['BAD_USER_INPUT', expect.stringContaining(reason)]];
    expect(await messages(`{ ${field}(id: "${id}") { id } }`)).toEqual(told);
    const plural = field === 'papers' ? 'papersOfShips' : `${field}s`;
    for (const where of [`{ eq: "${id}" }`, `{ in: ["${id}"] }`, `{ notIn: ["${id}"] }`]) {
      expect(await messages(`{ ${plural}(where: { id: ${where} }) { totalCount } }`)).toEqual(told);
    }
    expect(
      await messages(
        `mutation { delete${field.replace(/^./, (first) => first.toUpperCase())}(id: "${id}") { deletedId } }`,
      ),
    ).toEqual(field === 'voyage' ? [['UNAUTHENTICATED', 'Sign in first']] : told);
  });

  it.each(TAKEN)('of %s may be %s', async (field, id) => {
    const { [field]: row } = await app.data<Record<string, unknown>>(
      `{ ${field}(id: "${id}") { id } }`,
    );
    expect(row).toBeNull();
    expect(
      await app.data(`{ ${field}s(where: { id: { in: ["${id}"] } }) { totalCount } }`),
    ).toEqual({
      [`${field}s`]: { totalCount: 0 },
    });
  });

  it.each([
    ['home: { connect: "b" }', 'VALIDATION', 'input.home.connect'],
    ['home: { connect: "port_none" }', 'NOT_FOUND', 'input.home.connect'],
    ['carrier: { connect: "ship_1" }', 'VALIDATION', 'input.carrier.connect'],
    [`carrier: { connect: "${uuid(1)}" }`, 'NOT_FOUND', 'input.carrier.connect'],
    ['calls: { connect: ["port_a~"] }', 'VALIDATION', 'input.calls.connect.0'],
    ['boats: { connect: [""] }', 'VALIDATION', 'input.boats.connect.0'],
    [
      'voyages: { create: [{ legs: { create: [{ number: 1, from: { connect: "port_x" } }] } }] }',
      'NOT_FOUND',
      'input.voyages.create.0.legs.create.0.from.connect',
    ],
    [
      'voyages: { create: [{ legs: { create: [{ number: 1, from: { create: { code: "", name: "x" } } }] } }] }',
      'VALIDATION',
      'input.voyages.create.0.legs.create.0.from.create.code',
    ],
  ])('in inputs are told with their paths: %s', async (input, code, path) => {
    const { createShip } = await app.data<{
      createShip: { errors: readonly { code: string; path: readonly string[] }[] };
    }>(`mutation { createShip(input: { name: "Anne", ${input} }) { errors { code path } } }`);
    expect(createShip.errors.map((error) => [error.code, error.path.join('.')])).toEqual([
      [code, path],
    ]);
    expect(await app.data('{ ships { totalCount } }')).toEqual({ ships: { totalCount: 0 } });
  });

  it('of no model are refused', async () => {
    for (const id of ['', 'x', 'boat_1', 'port', '_1', 'port_a~b']) {
      expect(await messages(`{ node(id: "${id}") { id } }`)).toEqual([
        [
          'BAD_USER_INPUT',
          expect.stringContaining('expected an id like voyage_9007199254740993, got'),
        ],
      ]);
    }
  });
});
