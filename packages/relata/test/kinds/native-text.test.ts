import { sql } from 'kysely';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestApp } from '../../src/testing/test-app.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { withSession } from '../../src/request/session.js';
import { Animal } from '../zoo/animal.js';
import { zoo } from '../zoo/zoo.js';

const KEEPER = { userId: 1, permissions: ['animal:read', 'animal:create', 'animal:update'] };
const ANIMAL = {
  chip: '018f6b2e-5c3a-7d41-9b0e-2f4a6c8e0d12',
  born: '2020-02-29',
  wakes: '07:30',
  legs: 4,
  cages: [1, 2],
  upkeep: '12.30',
  isFierce: false,
  diet: 'ALL',
  eaten: ['PLANTS', 'MEAT'],
  name: 'Ada',
  cameAt: '2026-01-01T00:00:00.000Z',
};
const LIMITS = { textCharacters: 100, listInputs: 10 };
const FIELDS = 'id chip born wakes formerly left fed';
const CREATE = `mutation ($input: AnimalCreateInput!) {
  createAnimal(input: $input) { animal { ${FIELDS} } errors { code path message } } }`;

interface Payload {
  readonly animal: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly unknown[];
}

/** What is given, and what is kept of it. */
const KEPT: readonly (readonly [field: string, given: string, kept: string])[] = [
  ['formerly', '018F6B2E-5C3A-7D41-9B0E-2F4A6C8E0DFF', '018f6b2e-5c3a-7d41-9b0e-2f4a6c8e0dff'],
  ['formerly', '{018f6b2e-5c3a-7d41-9b0e-2f4a6c8e0dff}', '018f6b2e-5c3a-7d41-9b0e-2f4a6c8e0dff'],
  ['left', '0001-01-01', '0001-01-01'],
  ['left', '9999-12-31', '9999-12-31'],
  ['left', '2026-03-29', '2026-03-29'],
  ['fed', '00:00', '00:00:00.000'],
  ['fed', '23:59:59', '23:59:59.000'],
  ['fed', '23:59:59.100', '23:59:59.100'],
];

/** What is refused, wherever it is given. */
const REFUSED: readonly (readonly [field: string, given: unknown])[] = [
  ['formerly', '018f6b2e-5c3a-7d41-9b0e-2f4a6c8e0d1'],
  ['formerly', '018f6b2e5c3a7d419b0e2f4a6c8e0d12'],
  ['formerly', '018f6b2e-5c3a-7d41-9b0e-2f4a6c8e0d1g'],
  ['formerly', 7],
  ['left', '0000-01-01'],
  ['left', '10000-01-01'],
  ['left', '2026-02-29'],
  ['left', '2026-13-01'],
  ['left', '2026-1-01'],
  ['left', '2026-01-01T00:00:00Z'],
  ['left', 20_260_101],
  ['fed', '24:00'],
  ['fed', '23:60'],
  ['fed', '23:59:60'],
  ['fed', '7:30'],
  ['fed', '07:30+01:00'],
  ['fed', '07:30:00.0001'],
];

/** What other means may put into PostgreSQL: SQLite's CHECKs refuse all of it. */
const FOREIGN: Readonly<Record<string, readonly string[]>> = {
  left: ['infinity', '10000-01-01', '0001-01-01 BC'],
  fed: ['24:00'],
};

/** Failures are told with the id of their request. */
function withoutRequest(text: string): string {
  return text.replace(/"requestId":"[^"]+"/, '');
}

describeDatabases(
  'columns of texts of one form',
  dialectsOfRun().map((dialect) => new TestDatabase(zoo, dialect)),
  (database) => {
    let compiled: TestApp;
    let reference: TestApp;
    beforeAll(async () => {
      compiled = await TestApp.start(database, { env: { READER: 'compiled' } });
      reference = await TestApp.start(database, { env: { READER: 'reference' } });
    });
    beforeEach(async () => {
      await run('delete from animals');
    });
    afterAll(async () => {
      await compiled.stop();
      await reference.stop();
    });

    async function run(statement: string): Promise<void> {
      await withSession(compiled.app, async (em) => {
        await sql.raw(statement).execute(em.getKysely());
      });
    }
    const create = async (more: object): Promise<Payload> => {
      const variables = { input: { ...ANIMAL, ...more } };
      const { createAnimal } = await compiled.data<{ createAnimal: Payload }>(CREATE, {
        viewer: KEEPER,
        variables,
      });
      return createAnimal;
    };
    const listed = async (where: object): Promise<unknown> => {
      const query = `query ($where: AnimalWhere) { animals(where: $where) { nodes { ${FIELDS} } } }`;
      const options = { viewer: KEEPER, variables: { where } };
      const answer = await compiled.ask(query, options);
      const { text } = await reference.ask(query, options);
      expect(withoutRequest(answer.text)).toBe(withoutRequest(text));
      return answer.body;
    };

    it.each(KEPT)('%s: %s is kept as %s, and found by either', async (field, given, kept) => {
      const { animal, errors } = await create({ [field]: given });
      expect([animal?.[field], errors]).toEqual([kept, []]);
      for (const operand of [given, kept]) {
        expect(await listed({ [field]: { eq: operand } })).toEqual({
          data: { animals: { nodes: [animal] } },
        });
      }
    });

    it.each(REFUSED)('%s: %j is refused, and nothing is written', async (field, given) => {
      const inInput = await compiled.ask(CREATE, {
        viewer: KEEPER,
        variables: { input: { ...ANIMAL, [field]: given } },
      });
      const { createAnimal } = (inInput.body.data ?? {}) as { createAnimal?: Payload };
      const [error] = inInput.body.errors ?? createAnimal?.errors ?? [];
      expect(JSON.stringify(error)).toContain(field);
      expect(JSON.stringify(error)).toMatch(/BAD_USER_INPUT|VALIDATION/);
      const inFilter = await compiled.ask(
        'query ($where: AnimalWhere) { animals(where: $where) { totalCount } }',
        { viewer: KEEPER, variables: { where: { [field]: { eq: given } } } },
      );
      expect(JSON.stringify(inFilter.body.errors)).toMatch(
        new RegExp(`${field}.*BAD_USER_INPUT|BAD_USER_INPUT.*${field}`),
      );
      expect(await listed({})).toEqual({ data: { animals: { nodes: [] } } });
    });

    it('are refused to code of the application, too', async () => {
      const columns = compiled.app.engine.catalog.get('Animal')?.columns;
      for (const [field, given] of REFUSED.filter(([, value]) => typeof value === 'string')) {
        const change = withSession(compiled.app, async (em) => {
          await em.insert(Animal, { ...ANIMAL, diet: 'all', eaten: [], [field]: given } as never);
        });
        await expect(change).rejects.toThrow(`${String(given)} must be a`);
        const column = columns?.get(field);
        expect(column?.kind.store(given, column, LIMITS)).toEqual({
          reason: expect.stringContaining('must be a') as string,
        });
      }
      expect(await listed({})).toEqual({ data: { animals: { nodes: [] } } });
    });

    it('are found by one that is unique, in either case', async () => {
      const { animal } = await create({});
      const query = `query ($chip: UUID!) { animalByChip(chip: $chip) { ${FIELDS} } }`;
      for (const chip of [ANIMAL.chip, ANIMAL.chip.toUpperCase()]) {
        const found = await compiled.data(query, { viewer: KEEPER, variables: { chip } });
        expect(found).toEqual({ animalByChip: animal });
      }
      expect((await create({ chip: ANIMAL.chip.toUpperCase() })).errors).toMatchObject([
        { code: 'NOT_UNIQUE', path: ['input', 'chip'] },
      ]);
    });

    const foreign = Object.entries(FOREIGN).flatMap(([column, values]) =>
      values.map((value) => [column, value] as const),
    );
    it.each(foreign)(
      '%s: %s by other means is no value of either reader',
      async (column, value) => {
        await create({});
        const written = run(`update animals set "${column}" = '${value}'`);
        if (database.dialect === 'sqlite') {
          await expect(written).rejects.toThrow('CHECK constraint failed');
          return;
        }
        await written;
        const { errors } = (await listed({})) as { errors: readonly unknown[] };
        expect(errors).toHaveLength(1);
      },
    );
  },
);
