import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { BothReaders } from '../support/both-readers.js';
import { Place } from './depot-address.js';

const VIEWER = { userId: 1, permissions: ['place:spare'] };
const ADDRESS = `city floor zip use uses open point { lat lon } bells { label floor at { lat lon } }
  words numbers since seen page rank far rent number former seal notes`;
const CREATE = `mutation ($input: PlaceCreateInput!) {
  createPlace(input: $input) { place { id address { ${ADDRESS} } } errors { code path message } } }`;
const LIST = 'query ($where: PlaceWhere) { places(where: $where) { nodes { name } } }';

const FULL = {
  city: 'Zürich "😀"',
  floor: -2,
  zip: '8000',
  use: 'WORK',
  uses: ['HOME', 'WORK', 'HOME'],
  open: false,
  point: { lat: 47.1, lon: 1e21 },
  bells: [
    { label: 'a', floor: 3, at: { lat: 0, lon: 1e-7 } },
    { label: '"', floor: null, at: null },
  ],
  words: ['x', ''],
  numbers: [1, 2],
  since: '2026-01-31',
  seen: '2026-01-31T12:00:00.000Z',
  page: 'https://example.org/',
  rank: 3,
  far: 'PT1H30M',
  rent: '1000000000000000000000.10',
  number: '9007199254740993',
  former: ['1', '-9007199254740993'],
  seal: 'AP8=',
  notes: { a: [1, 'x'], b: 1e21 },
};
const BARE = {
  city: 'Bern',
  floor: null,
  zip: '00000',
  use: 'HOME',
  uses: null,
  open: null,
  point: null,
  bells: [],
  words: null,
  numbers: null,
  since: null,
  seen: null,
  page: null,
  rank: null,
  far: null,
  rent: null,
  number: null,
  former: null,
  seal: null,
  notes: null,
};

interface Payload {
  readonly place: { readonly id: string; readonly address: object } | null;
  readonly errors: readonly { readonly path: readonly string[]; readonly message: string }[];
}

/** Which of the places full, bare and none (of which nothing but the spare address is missing) a filter finds. */
const FOUND: readonly (readonly [filter: object, names: readonly string[]])[] = [
  [{ city: { eq: 'Bern' } }, ['bare']],
  [{ city: { ne: 'Bern' } }, ['full']],
  [{ city: { in: ['Bern', 'Basel'] } }, ['bare']],
  [{ city: { notIn: ['Bern', 'Basel'] } }, ['full']],
  [{ city: { contains: '"😀' } }, ['full']],
  [{ city: { startsWith: 'zü', mode: 'INSENSITIVE' } }, ['full']],
  [{ city: { lt: 'a' } }, ['full', 'bare']],
  [{ city: { gt: 'Z' } }, ['full']],
  [{ floor: { isNull: true } }, ['bare', 'none']],
  [{ floor: { isNull: false } }, ['full']],
  [{ floor: { lt: 0 } }, ['full']],
  [{ floor: { in: [-2, 7] } }, ['full']],
  [{ use: { eq: 'WORK' } }, ['full']],
  [{ uses: { hasEvery: ['HOME', 'WORK'] } }, ['full']],
  [{ uses: { isNull: true } }, ['bare', 'none']],
  [{ open: { eq: false } }, ['full']],
  [{ open: { ne: true } }, ['full']],
  [{ point: { lon: { gte: 1e21 } } }, ['full']],
  [{ point: { lat: { eq: 47.1 }, lon: { gt: 1 } } }, ['full']],
  [{ point: { isNull: true } }, ['bare', 'none']],
  [{ point: { isNull: false } }, ['full']],
  [{ bells: { isNull: false } }, ['full', 'bare']],
  [{ words: { has: '' } }, ['full']],
  [{ words: { isEmpty: false } }, ['full']],
  [{ numbers: { hasSome: [2, 9] } }, ['full']],
  [{ numbers: { has: 9 } }, []],
  [{ since: { gt: '2025-12-31', lte: '2026-01-31' } }, ['full']],
  [{ seen: { gte: '2026-01-31T12:00:00Z' } }, ['full']],
  [{ rank: { isNull: true } }, ['bare', 'none']],
  [{ rank: { eq: 3 } }, ['full']],
  [{ rank: { ne: 3 } }, []],
  [{ rank: { ne: 4 } }, ['full']],
  [{ rank: { in: [1, 3] } }, ['full']],
  [{ rank: { notIn: [3] } }, []],
  [{ page: { eq: 'https://example.org' } }, ['full']],
  [{ page: { in: [] } }, []],
  [{ page: { notIn: ['https://example.org/a'] } }, ['full']],
  [{ far: { isNull: false } }, ['full']],
  [{ far: { eq: 'PT90M' } }, ['full']],
  [{ far: { gt: 'PT1H29M59.999S', lt: 'P1D' } }, ['full']],
  [{ far: { in: ['-PT90M', 'PT0S'] } }, []],
  [{ rent: { eq: '1000000000000000000000.1' } }, ['full']],
  [{ rent: { gt: '1000000000000000000000.0999999999999999999' } }, ['full']],
  [{ rent: { lt: '999999999999999999999.9' } }, []],
  [{ rent: { gte: -1 } }, ['full']],
  [{ rent: { notIn: ['0', '1000000000000000000000.100'] } }, []],
  [{ rent: { isNull: true } }, ['bare', 'none']],
  [{ number: { eq: '9007199254740993' } }, ['full']],
  [{ number: { ne: '9007199254740992' } }, ['full']],
  [{ number: { lt: '9007199254740993' } }, []],
  [{ number: { lt: '9999999999999999999999999999999999999999' } }, ['full']],
  [{ number: { in: ['-1', '9007199254740993'] } }, ['full']],
  [{ former: { isNull: false } }, ['full']],
  [{ seal: { isNull: false } }, ['full']],
  [{ notes: { path: ['a', '1'], eq: 'x' } }, ['full']],
  [{ notes: { path: ['b'], eq: 1e21 } }, ['full']],
  [{ notes: { path: ['a', '0'], eq: 2 } }, []],
  [{ notes: { isNull: true } }, ['bare', 'none']],
  [{ isNull: true }, ['none']],
  [{ isNull: false, zip: { eq: '8000' } }, ['full']],
  [{}, ['full', 'bare', 'none']],
];

const REFUSED: readonly (readonly [change: object, path: string])[] = [
  [{ city: 'x'.repeat(21) }, 'address.city'],
  [{ city: null }, 'address.city'],
  [{ city: 'a\u0000' }, 'address.city'],
  [{ city: 7 }, 'address.city'],
  [{ floor: -6 }, 'address.floor'],
  [{ floor: 2 ** 31 }, 'address.floor'],
  [{ use: 'home' }, 'address.use'],
  [{ uses: ['HOME', null] }, 'address.uses'],
  [{ point: {} }, 'address.point'],
  [{ point: { lat: 'x' } }, 'address.point.lat'],
  [{ bells: null }, 'address.bells'],
  [{ bells: [{ label: 'a' }, { label: 'longer' }] }, 'address.bells.1.label'],
  [{ bells: [{ label: 'a', at: { lat: true } }] }, 'address.bells.0.at.lat'],
  [{ since: '2026-02-30' }, 'address.since'],
  [{ page: 'nowhere' }, 'address.page'],
  [{ rank: 0 }, 'address.rank'],
  [{ other: 1 }, 'address'],
];

describeDatabases(
  'documents of a class',
  dialectsOfRun().map((dialect) => new TestDatabase({ models: [Place] }, dialect)),
  (database) => {
    const readers = BothReaders.during(database, 'places');
    const create = async (input: object): Promise<Payload> => {
      const options = { viewer: VIEWER, variables: { input: { name: 'x', ...input } } };
      return (await readers.compiled.data<{ createPlace: Payload }>(CREATE, options)).createPlace;
    };
    const names = async (where: object, viewer = VIEWER): Promise<readonly string[]> => {
      const { places } = await readers.data<{ places: { nodes: { name: string }[] } }>(LIST, {
        viewer,
        variables: { where },
      });
      return places.nodes.map(({ name }) => name);
    };
    const createAll = async (): Promise<void> => {
      await create({ name: 'full', spare: FULL });
      await create({ name: 'bare', spare: { city: 'Bern', bells: [] } });
      expect((await create({ name: 'none' })).errors).toEqual([]);
    };

    it('are told as they were given, with what a new one has', async () => {
      const full = await create({ address: FULL });
      expect([full.place?.address, full.errors]).toEqual([FULL, []]);
      const bare = await create({ address: { city: 'Bern', bells: [] } });
      expect([bare.place?.address, bare.errors]).toEqual([BARE, []]);
      const { places } = await readers.data<{ places: { nodes: unknown } }>(
        `{ places { nodes { address { ${ADDRESS} } spare { city } } } }`,
        { viewer: VIEWER },
      );
      expect(places.nodes).toEqual([
        { address: FULL, spare: null },
        { address: BARE, spare: null },
      ]);
    });

    it('are selected by their members, under any name', async () => {
      const { place } = await create({ address: FULL });
      const query = `{ place(id: "${place?.id ?? ''}") { address { __typename town: city point { x: lon } ...More } } }
        fragment More on Address { bells { __typename at { lat } } point { y: lat } }`;
      expect(await readers.data(query, { viewer: VIEWER })).toEqual({
        place: {
          address: {
            __typename: 'Address',
            town: FULL.city,
            point: { x: 1e21, y: 47.1 },
            bells: [
              { __typename: 'Bell', at: { lat: 0 } },
              { __typename: 'Bell', at: null },
            ],
          },
        },
      });
    });

    it.each(FOUND)('are found by %j', async (filter, expected) => {
      await createAll();
      expect(await names({ spare: filter })).toEqual(expected);
    });

    it('are asked no deeper than filters may nest', async () => {
      const nested = { not: { not: { not: { not: { not: { spare: { city: { eq: 'x' } } } } } } } };
      const { body } = await readers.compiled.ask(LIST, { variables: { where: nested } });
      expect(JSON.stringify(body.errors)).toContain('filters nest at most 6 levels');
    });

    it('are masked as one, in filters as well', async () => {
      await createAll();
      const viewer = { userId: 2, permissions: [] };
      expect(await names({ spare: { city: { eq: 'Bern' } } }, viewer)).toEqual([]);
      expect(await names({ spare: { city: { isNull: true } } }, viewer)).toHaveLength(3);
      const { places } = await readers.data<{ places: { nodes: unknown[] } }>(
        '{ places { nodes { spare { city } } } }',
        { viewer },
      );
      expect(places.nodes).toEqual([{ spare: null }, { spare: null }, { spare: null }]);
    });

    it('are asked by policies', async () => {
      await create({ name: 'seen', address: { city: 'Somewhere', bells: [] } });
      await readers.run(`update places set address = '{"city":"Nowhere"}'`);
      expect(await names({})).toEqual([]);
    });

    it('have the default of the database', async () => {
      await create({ name: 'none' });
      await readers.run(`insert into places (name) values ('by hand')`);
      expect(await names({ address: { zip: { eq: '1' }, use: { eq: 'HOME' } } })).toEqual([
        'none',
        'by hand',
      ]);
    });

    it.each(REFUSED)('with %j are refused at %s, and nothing is written', async (change, path) => {
      const address = { city: 'Bern', bells: [], ...change };
      const { body } = await readers.compiled.ask(CREATE, {
        variables: { input: { name: 'x', address } },
      });
      const { createPlace } = (body.data ?? {}) as { createPlace?: Payload };
      const said =
        createPlace?.errors[0]?.path.join('.') ??
        (body.errors?.[0]?.message ?? '').replaceAll(/\[(\d+)\]/g, '.$1');
      expect(said).toContain(`input.${path}`);
      expect(await names({})).toEqual([]);
    });

    it('are replaced whole by an update, which a dry run tells by members', async () => {
      const { place } = await create({ address: FULL });
      const update = `mutation ($id: ID!, $address: AddressInput!) {
        updatePlace(id: $id, input: { address: $address }) { place { address { ${ADDRESS} } } errors { path } } }`;
      const options = {
        viewer: VIEWER,
        variables: { id: place?.id, address: { city: 'Bern', bells: [] } },
      };
      const dry = await readers.compiled.ask(update, {
        ...options,
        headers: { 'x-dry-run': 'true' },
      });
      expect(JSON.stringify(dry.body)).toContain(
        JSON.stringify({ address: { before: FULL, after: BARE } }).slice(1, -1),
      );
      expect(await readers.compiled.data(update, options)).toEqual({
        updatePlace: { place: { address: BARE }, errors: [] },
      });
    });

    it('that were there before are read as far as they go', async () => {
      const members = { 'no object': '7', 'no members': '{}', other: '{"city":7,"bells":"x"}' };
      for (const [name, text] of Object.entries(members)) {
        await readers.run(`insert into places (name, spare) values ('${name}', '${text}')`);
      }
      const answer = async (query: string): Promise<unknown> => {
        const { text, body } = await readers.compiled.ask(query, { viewer: VIEWER });
        const other = await readers.reference.ask(query, { viewer: VIEWER });
        const bare = (each: string): string => each.replaceAll(/"requestId":"[^"]+"/g, '');
        expect(bare(text)).toBe(bare(other.text));
        return body.data;
      };
      expect(await answer('{ places { nodes { spare { floor point { lat } } } } }')).toEqual({
        places: {
          nodes: Object.keys(members).map(() => ({ spare: { floor: null, point: null } })),
        },
      });
      await answer('{ places { nodes { spare { city } } } }');
      await answer('{ places { nodes { spare { bells { label } } } } }');
      const missing =
        '{ places(where: { name: { eq: "no members" } }) { nodes { spare { city } } } }';
      expect(await answer(missing)).toEqual({ places: { nodes: [{ spare: null }] } });
      expect(await names({ spare: { city: { isNull: true } } })).toHaveLength(3);
      expect(await names({ spare: { city: { eq: '7' } } })).toEqual([]);
      expect(await names({ spare: { isNull: false } })).toHaveLength(3);
      await readers.run(
        `insert into places (name, spare) values ('spelled otherwise', '{"rank": 3.0, "page": "\\u0061"}')`,
      );
      expect(await names({ spare: { rank: { eq: 3 } } })).toEqual(['spelled otherwise']);
      expect(await names({ spare: { rank: { notIn: [3] } } })).toEqual([]);
    });

    it('are documented as an object type, an input and a filter', async () => {
      const type = `{ name description inputFields { name defaultValue type { kind name ofType { name kind } } } }`;
      const { input, filter } = await readers.compiled.data<
        Record<string, { inputFields: object[] }>
      >(
        `{ input: __type(name: "AddressInput") ${type} filter: __type(name: "AddressFilter") ${type} }`,
      );
      expect(input?.inputFields).toContainEqual({
        name: 'zip',
        defaultValue: '"00000"',
        type: { kind: 'NON_NULL', name: null, ofType: { name: 'String', kind: 'SCALAR' } },
      });
      expect(filter?.inputFields).toContainEqual({
        name: 'point',
        defaultValue: null,
        type: { kind: 'INPUT_OBJECT', name: 'PointFilter', ofType: null },
      });
    });
  },
);
