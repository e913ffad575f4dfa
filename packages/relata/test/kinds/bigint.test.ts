import { sql } from 'kysely';
import { openSession, withSession } from '../../src/request/session.js';
import { runQuery } from '../../src/database/statements/statements.js';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { Entry, ledger } from './ledger.js';
import { BothReaders } from '../support/both-readers.js';

const MAX = 2n ** 63n - 1n;
const MIN = -(2n ** 63n);
/** The first integer that a double cannot hold. */
const ODD = 2n ** 53n + 1n;
const FIELDS = 'id number units owner account';
const CREATE = `mutation ($input: EntryCreateInput!) {
  createEntry(input: $input) { entry { ${FIELDS} } errors { code path message } } }`;

interface Payload {
  readonly entry: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly unknown[];
}

describeDatabases(
  'integers of 64 bits',
  dialectsOfRun().map((dialect) => new TestDatabase(ledger, dialect)),
  (database) => {
    const readers = BothReaders.during(database, 'entries');

    const create = async (input: object): Promise<Payload> => {
      const data = await readers.compiled.data<{ createEntry: Payload }>(CREATE, {
        variables: { input },
      });
      return data.createEntry;
    };
    const asked = (query: string, variables = {}): Promise<unknown> =>
      readers.data(query, { variables });
    const listed = async (where: object): Promise<unknown> =>
      await asked(
        `query ($where: EntryWhere) { entries(where: $where, orderBy: [{ number: ASC }]) { nodes { number } } }`,
        { where },
      );
    const stored = async (...numbers: readonly bigint[]): Promise<void> => {
      await withSession(readers.compiled.app, async (em) => {
        await em.insertMany(
          Entry,
          numbers.map((number) => ({ number, units: number, account: 1n })),
        );
      });
    };

    it.each([MIN, MIN + 1n, -ODD, -1n, 0n, 1n, ODD, MAX - 1n, MAX].map(String))(
      'hold %s, told as a string',
      async (units) => {
        const { entry, errors } = await create({ number: units, units });
        expect([entry, errors]).toMatchObject([{ number: units, units }, []]);
        expect(await listed({ units: { eq: units } })).toEqual({
          entries: { nodes: [{ number: units }] },
        });
      },
    );

    it('have defaults of the database and of the code', async () => {
      const { entry } = await create({ number: 1 });
      expect(entry).toMatchObject({ units: null, owner: String(ODD), account: String(ODD + 2n) });
      await withSession(readers.compiled.app, async (em) => {
        const made = em.create(Entry, { number: 2n });
        await em.flush();
        expect([made.owner, made.account]).toEqual([ODD, ODD + 2n]);
      });
    });

    it.each([
      ...['9223372036854775808', '-9223372036854775809', '1'.repeat(40)].map(
        (given) => [given, 'VALIDATION'] as const,
      ),
      ...['', ' 1', '1.0', '1e3', '0x10', '+1', '1'.repeat(41), 1.5, true, [], {}, 2 ** 53].map(
        (given) => [given, 'BAD_USER_INPUT'] as const,
      ),
    ])('refuse %j with %s, and nothing is written', async (units, code) => {
      const { body } = await readers.compiled.ask(CREATE, {
        variables: { input: { number: 1, units } },
      });
      const { createEntry } = (body.data ?? {}) as { createEntry?: Payload };
      const told = JSON.stringify(createEntry?.errors ?? body.errors);
      expect(told).toContain(code);
      expect(told).toContain('units');
      for (const operator of ['eq', 'lt', 'in']) {
        const operand = operator === 'in' ? [units] : units;
        const filtered = await readers.compiled.ask(
          'query ($where: EntryWhere) { entries(where: $where) { totalCount } }',
          { variables: { where: { units: { [operator]: operand } } } },
        );
        expect(JSON.stringify(filtered.body.errors)).toContain('BAD_USER_INPUT');
      }
      expect(await listed({})).toEqual({ entries: { nodes: [] } });
    });

    it('are written in documents as texts, and as integers that are safe', async () => {
      const found = (units: string): string =>
        `{ entries(where: { units: { eq: ${units} } }) { totalCount } }`;
      await stored(2n ** 53n, 2n ** 53n - 1n);
      expect(await asked(found(`"${String(2n ** 53n)}"`))).toEqual({ entries: { totalCount: 1 } });
      expect(await asked(found(String(2n ** 53n - 1n)))).toEqual({ entries: { totalCount: 1 } });
      const unsafe = await readers.compiled.ask(found(String(2n ** 53n)));
      expect(unsafe.text).toContain('BAD_USER_INPUT');
    });

    it('are read by MikroORM and by SQL as bigints, beside numbers', async () => {
      await stored(MIN, ODD, MAX);
      const em = openSession(database.orm);
      const rows = await em.find(Entry, { number: { $gt: 0n } }, { orderBy: { number: 'desc' } });
      expect(rows.map(({ number, version, id }) => [number, typeof version, typeof id])).toEqual([
        [MAX, 'number', 'number'],
        [ODD, 'number', 'number'],
      ]);
      expect(await em.count(Entry, { units: ODD })).toBe(1);
      expect((await em.findOneOrFail(Entry, { number: MIN })).units).toBe(MIN);
      const statement = sql<{ n: bigint | string; version: unknown }>`
        select e.number as n, e.version from entries as e where e.number = ${ODD} and ${1} = 1`;
      const compilable = { compile: () => statement.compile(em.getKysely({ type: 'read' })) };
      const [row] = await runQuery({ em }, compilable);
      expect([BigInt(row?.n ?? 0), row?.version]).toEqual([ODD, 1]);
    });

    it('are changed by MikroORM and found unchanged by it', async () => {
      await stored(ODD);
      await withSession(readers.compiled.app, async (em) => {
        const row = await em.findOneOrFail(Entry, { number: ODD });
        em.getUnitOfWork().computeChangeSets();
        expect(em.getUnitOfWork().getChangeSets()).toEqual([]);
        row.units = (row.units ?? 0n) + 1n;
        row.account = MAX;
      });
      expect(
        await asked(`{ entryByNumber(number: "${String(ODD)}") { units account version } }`),
      ).toEqual({ entryByNumber: { units: String(ODD + 1n), account: String(MAX), version: 2 } });
    });

    it('are refused to code beyond 64 bits', async () => {
      const write = withSession(readers.compiled.app, async (em) => {
        await em.insert(Entry, { number: MAX + 1n, account: 1n });
      });
      await expect(write).rejects.toThrow('number must be an integer from');
    });

    it('are taken and told by fields that are written by hand as by all others', async () => {
      const told = await readers.compiled.data(
        '{ small: twice(number: 3) large: twice(number: "9007199254740993") }',
      );
      expect(told).toEqual({ small: '6', large: '18014398509481986' });
      const refused = await readers.compiled.ask('{ twice(number: 9007199254740993) }');
      expect(refused.text).toContain('BAD_USER_INPUT');
    });

    it('are taken from code as bigints, texts and numbers that are safe', () => {
      const column = readers.compiled.app.engine.catalog.get('Entry')?.columns.get('units');
      const storedOf = (value: unknown): unknown =>
        column?.kind.store(value, column, { textCharacters: 10, listInputs: 10 });
      for (const value of [5n, 5, '5']) {
        expect(storedOf(value)).toEqual({ value: 5n });
      }
      for (const value of [2 ** 53, 1.5, '1.5', true, null, undefined]) {
        expect(storedOf(value)).toMatchObject({ reason: expect.any(String) as string });
      }
    });

    it('are all that the table holds', async () => {
      await stored(ODD);
      for (const value of ['1.5', "'x'", '9223372036854775808']) {
        const written = withSession(readers.compiled.app, async (em) => {
          await sql.raw(`update entries set units = ${value}`).execute(em.getKysely());
        });
        // PostgreSQL rounds what is written so; it never holds anything else.
        const isRounded = value === '1.5' && database.dialect === 'postgresql';
        await (isRounded
          ? expect(written).resolves.toBeUndefined()
          : expect(written).rejects.toThrow(/CHECK|syntax|out of range/));
      }
    });

    it('add up beyond 64 bits, and are averaged with all digits', async () => {
      await stored(MAX, MAX - 1n, MAX - 3n, -1n);
      const sum = 3n * MAX - 5n;
      const units = '{ units }';
      const query = `{ entries { aggregate { sum ${units} avg ${units} min ${units} max ${units} } } }`;
      expect(await asked(query)).toEqual({
        entries: {
          aggregate: {
            sum: { units: String(sum) },
            avg: { units: '6917529027641081854.000000' },
            min: { units: '-1' },
            max: { units: String(MAX) },
          },
        },
      });
      await stored(MIN, MIN + 1n);
      expect(
        await asked(
          `{ entries(where: { units: { lt: -1 } }) { aggregate { sum ${units} avg ${units} } } }`,
        ),
      ).toEqual({
        entries: {
          aggregate: {
            sum: { units: String(2n * MIN + 1n) },
            avg: { units: '-9223372036854775807.500000' },
          },
        },
      });
    });

    it('are walked by cursors in their order', async () => {
      const numbers = [MIN, -ODD - 1n, -ODD, 0n, ODD - 1n, ODD, ODD + 1n, MAX];
      await stored(...numbers);
      const seen: unknown[] = [];
      for (let after: string | null = null, more = true; more;) {
        const { entries } = (await asked(
          `query ($after: String) { entries(first: 3, after: $after, orderBy: [{ units: ASC }]) {
            nodes { units } pageInfo { hasNextPage endCursor } } }`,
          { after },
        )) as { entries: Page };
        seen.push(...entries.nodes.map(({ units }) => units));
        after = entries.pageInfo.endCursor;
        more = entries.pageInfo.hasNextPage;
      }
      expect(seen).toEqual(numbers.map(String));
    });

    it('find what is upserted, and tell what is taken', async () => {
      await stored(ODD);
      const upsert = `mutation ($by: EntryUnique!, $input: EntryCreateInput!) {
        upsertEntry(by: $by, create: $input, update: { units: "7" }) { entry { number units } errors { code path } } }`;
      const by = { number: String(ODD) };
      const input = { number: String(ODD) };
      expect(await readers.compiled.data(upsert, { variables: { by, input } })).toMatchObject({
        upsertEntry: { entry: { number: String(ODD), units: '7' }, errors: [] },
      });
      expect(await create({ number: String(ODD) })).toMatchObject({
        errors: [{ code: 'NOT_UNIQUE', path: ['input', 'number'] }],
      });
    });

    it('are told by a dry run, and by conflicts, as answers tell them', async () => {
      const { entry } = await create({ number: ODD.toString(), units: MAX.toString() });
      const update = `mutation ($id: ID!, $input: EntryUpdateInput!) {
        updateEntry(id: $id, input: $input, expectedVersion: 9) { errors { code ... on ConflictError { fields } } } }`;
      const variables = { id: entry?.['id'], input: { units: MAX.toString(), account: '1' } };
      expect(await readers.compiled.data(update, { variables })).toEqual({
        updateEntry: { errors: [{ code: 'CONFLICT', fields: ['account'] }] },
      });
      const dry = await readers.compiled.ask(CREATE, {
        variables: { input: { number: '5', units: ODD.toString() } },
        headers: { 'x-dry-run': 'true' },
      });
      expect(dry.text).toContain(`"units":"${String(ODD)}"`);
    });
  },
);

interface Page {
  readonly nodes: readonly { readonly units: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
