import { sql } from 'kysely';
import { openSession, withSession } from '../../src/request/session.js';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { suspectIn } from '../../src/writing/violations/suspects.js';
import { ledger, Price } from './ledger.js';
import { BothReaders } from '../support/both-readers.js';

const MOST = '9999999999999999.99';
const FIELDS = 'id amount tax pieces share';
const CREATE = `mutation ($input: PriceCreateInput!) {
  createPrice(input: $input) { price { ${FIELDS} } errors { code path message } } }`;

interface Payload {
  readonly price: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly unknown[];
}

/** What is given, and what is kept of it. */
const KEPT: readonly (readonly [given: unknown, kept: string])[] = [
  ['1000000000000000.01', '1000000000000000.01'],
  [MOST, MOST],
  [`-${MOST}`, `-${MOST}`],
  ['0.10', '0.10'],
  ['0.1', '0.10'],
  ['-0.05', '-0.05'],
  ['-0', '0.00'],
  ['-0.00', '0.00'],
  ['007', '7.00'],
  ['12', '12.00'],
  [0.1, '0.10'],
  [-12.5, '-12.50'],
  [1e3, '1000.00'],
  [5e-2, '0.05'],
  [1234567890123.45, '1234567890123.45'],
];

/** What is refused, and with which code. */
const REFUSED: readonly (readonly [given: unknown, code: string, why?: string])[] = [
  ['10000000000000000', 'VALIDATION', 'at most 16 digits before the point'],
  ['-10000000000000000.00', 'VALIDATION', 'at most 16 digits before the point'],
  ['0.001', 'VALIDATION', 'at most 2 decimal places'],
  ['0.100', 'VALIDATION', 'at most 2 decimal places'],
  [0.125, 'VALIDATION', 'at most 2 decimal places'],
  [12345678901234.56, 'BAD_USER_INPUT', 'more than 15 digits'],
  ['NaN', 'BAD_USER_INPUT'],
  ['Infinity', 'BAD_USER_INPUT'],
  ['1e3', 'BAD_USER_INPUT'],
  ['1,5', 'BAD_USER_INPUT'],
  ['.5', 'BAD_USER_INPUT'],
  ['5.', 'BAD_USER_INPUT'],
  ['+5', 'BAD_USER_INPUT'],
  [' 5', 'BAD_USER_INPUT'],
  ['', 'BAD_USER_INPUT'],
  ['9'.repeat(41), 'BAD_USER_INPUT'],
  [true, 'BAD_USER_INPUT'],
  [['5'], 'BAD_USER_INPUT'],
  [{ text: '5' }, 'BAD_USER_INPUT'],
];

describeDatabases(
  'decimal numbers',
  dialectsOfRun().map((dialect) => new TestDatabase(ledger, dialect)),
  (database) => {
    const readers = BothReaders.during(database, 'prices');

    const create = async (input: object): Promise<Payload> => {
      const options = { variables: { input } };
      const data = await readers.compiled.data<{ createPrice: Payload }>(CREATE, options);
      return data.createPrice;
    };
    const listed = (where: object): Promise<unknown> =>
      readers.data(
        `query ($where: PriceWhere) { prices(where: $where, orderBy: [{ amount: ASC }]) { nodes { amount } } }`,
        { variables: { where } },
      );
    const stored = async (...rows: readonly Partial<Price>[]): Promise<void> => {
      await withSession(readers.compiled.app, async (em) => {
        await em.insertMany(Price, rows.map((row) => ({ pieces: '0', ...row })) as never[]);
      });
    };

    it.each(KEPT)('%j is kept as %s, and found by either', async (given, kept) => {
      expect(await create({ amount: given })).toMatchObject({
        price: { amount: kept },
        errors: [],
      });
      for (const operand of [given, kept]) {
        const found = { prices: { nodes: [{ amount: kept }] } };
        expect(await listed({ amount: { eq: operand } })).toEqual(found);
      }
      const query = `query ($amount: Decimal!) { priceByAmount(amount: $amount) { amount } }`;
      expect(await readers.data(query, { variables: { amount: given } })).toEqual({
        priceByAmount: { amount: kept },
      });
    });

    it.each(REFUSED)(
      '%j is refused with %s, and nothing is written',
      async (amount, code, why = '') => {
        const { body } = await readers.compiled.ask(CREATE, { variables: { input: { amount } } });
        const { createPrice } = (body.data ?? {}) as { createPrice?: Payload };
        const told = JSON.stringify(createPrice?.errors ?? body.errors);
        expect(told).toContain(code);
        expect(told).toContain('amount');
        expect(told).toContain(why);
        for (const operator of ['eq', 'gte']) {
          const filtered = await readers.compiled.ask(
            'query ($where: PriceWhere) { prices(where: $where) { totalCount } }',
            { variables: { where: { amount: { [operator]: amount } } } },
          );
          expect(JSON.stringify(filtered.body.errors)).toContain('BAD_USER_INPUT');
        }
        expect(await listed({})).toEqual({ prices: { nodes: [] } });
      },
    );

    it('are written in documents as texts, and as numbers of few digits, which are counted', async () => {
      await stored({ amount: '0.10' });
      const found = (amount: string): string =>
        `{ prices(where: { amount: { eq: ${amount} } }) { totalCount } }`;
      for (const amount of ['"0.10"', '0.1', '0.10', '1e-1', '10.0E-2']) {
        expect(await readers.data(found(amount))).toEqual({ prices: { totalCount: 1 } });
      }
      for (const amount of [
        '0.1000000000000000055',
        '1234567890123456',
        '1e99',
        'true',
        '["0.1"]',
      ]) {
        const { text, status } = await readers.compiled.ask(found(amount));
        expect([status, text]).toEqual([
          400,
          expect.stringMatching(/BAD_USER_INPUT|VALIDATION_FAILED/),
        ]);
      }
    });

    it('have defaults of the database and of the code', async () => {
      const { price } = await create({ amount: '1' });
      expect(price).toMatchObject({ tax: '0.1900', pieces: '12', share: null });
      await withSession(readers.compiled.app, async (em) => {
        const made = em.create(Price, { amount: '2' });
        await em.flush();
        expect([made.tax, made.pieces]).toEqual(['0.1900', '12']);
      });
    });

    it.each([
      [{ tax: '99.9999' }, { tax: '99.9999' }],
      [{ pieces: '-999' }, { pieces: '-999' }],
      [{ share: '0.99999' }, { share: '0.99999' }],
      [{ share: '-0.00001' }, { share: '-0.00001' }],
    ])('of other digits: %j', async (given, kept) => {
      expect(await create({ amount: '1', ...given })).toMatchObject({ price: kept, errors: [] });
    });

    it.each([
      [{ tax: '100' }, 'must have at most 2 digits before the point'],
      [{ pieces: '1000' }, 'must have at most 3 digits before the point'],
      [{ pieces: '1.0' }, 'must have at most 0 decimal places'],
      [{ share: '1' }, 'must have at most 0 digits before the point'],
    ])('of other digits are refused: %j', async (given, message) => {
      const path = ['input', ...Object.keys(given)];
      expect(await create({ amount: '1', ...given })).toEqual({
        price: null,
        errors: [{ code: 'VALIDATION', path, message: expect.stringContaining(message) as string }],
      });
    });

    it('are texts with all their places for MikroORM, which finds them unchanged', async () => {
      await stored({ amount: '1000000000000000.01', share: '0.5' }, { amount: '2', share: null });
      await withSession(readers.compiled.app, async (em) => {
        const rows = await em.find(
          Price,
          { amount: { $gte: '2' } },
          { orderBy: { amount: 'desc' } },
        );
        expect(rows.map(({ amount, share, tax }) => [amount, share, tax])).toEqual([
          ['1000000000000000.01', '0.50000', '0.1900'],
          ['2.00', null, '0.1900'],
        ]);
        em.getUnitOfWork().computeChangeSets();
        expect(em.getUnitOfWork().getChangeSets()).toEqual([]);
        Object.assign(rows[0] ?? {}, { amount: '1000000000000000.02', tax: '1' });
      });
      expect(
        await readers.data('{ priceByAmount(amount: "1000000000000000.02") { tax version } }'),
      ).toEqual({ priceByAmount: { tax: '1.0000', version: 2 } });
    });

    it('are refused to code that has more digits, and by the tables', async () => {
      await stored({ amount: '1' });
      const update = withSession(readers.compiled.app, async (em) => {
        await em.nativeUpdate(Price, {}, { tax: '0.12345' });
      });
      await expect(update).rejects.toThrow('0.12345 must have at most 4 decimal places');
      const bad = database.dialect === 'sqlite' ? ['1000', '1.5', "'x'"] : ["'NaN'", '1000'];
      for (const value of bad) {
        const written = withSession(readers.compiled.app, async (em) => {
          await sql.raw(`update prices set pieces = ${value}`).execute(em.getKysely());
        });
        await expect(written).rejects.toThrow(/CHECK|check|overflow/);
      }
      expect(await listed({})).toEqual({ prices: { nodes: [{ amount: '1.00' }] } });
    });

    it('add up past 64 bits of units, and are averaged to six places more', async () => {
      const most = Array.from({ length: 12 }, (_, at) => ({
        amount: `${MOST.slice(0, 14)}${String(10 + at)}.99`,
        share: `0.0000${String(at % 3)}`,
      }));
      await stored(...most);
      const columns = '{ amount share pieces }';
      const aggregate = `aggregate { sum ${columns} avg ${columns} min ${columns} max ${columns} }`;
      expect(await readers.data(`{ prices { ${aggregate} } }`)).toEqual({
        prices: {
          aggregate: {
            sum: { amount: '119999999999998997.88', share: '0.00012', pieces: '0' },
            avg: {
              amount: '9999999999999916.49000000',
              share: '0.00001000000',
              pieces: '0.000000',
            },
            min: { amount: '9999999999999910.99', share: '0.00000', pieces: '0' },
            max: { amount: '9999999999999921.99', share: '0.00002', pieces: '0' },
          },
        },
      });
      expect(
        await readers.data(`{ prices(where: { amount: { lt: 0 } }) { ${aggregate} } }`),
      ).toEqual({
        prices: {
          aggregate: Object.fromEntries(
            ['sum', 'avg', 'min', 'max'].map((name) => [
              name,
              { amount: null, share: null, pieces: null },
            ]),
          ),
        },
      });
    });

    it('are averaged half away from zero, and durations to milliseconds', async () => {
      await stored(
        { amount: '1', pieces: '1', lasts: Number.MAX_SAFE_INTEGER },
        { amount: '2', pieces: '1', lasts: Number.MAX_SAFE_INTEGER - 1 },
        { amount: '3', pieces: '0', lasts: null },
      );
      const query = '{ prices { aggregate { sum { lasts } avg { pieces lasts } } } }';
      expect(await readers.data(query)).toEqual({
        prices: {
          aggregate: {
            sum: { lasts: 'P208499982DT17H58M1.981S' },
            avg: { pieces: '0.666667', lasts: 'P104249991DT8H59M0.991S' },
          },
        },
      });
      await withSession(readers.compiled.app, async (em) => {
        await em.nativeUpdate(Price, { lasts: { $ne: null } }, { lasts: -3, pieces: '-1' });
        await em.nativeUpdate(Price, { amount: '1' }, { lasts: -2 });
      });
      expect(await readers.data(query)).toMatchObject({
        prices: {
          aggregate: {
            sum: { lasts: '-PT0.005S' },
            avg: { pieces: '-0.666667', lasts: '-PT0.003S' },
          },
        },
      });
    });

    it('are walked by cursors in their order', async () => {
      const amounts = [`-${MOST}`, '-0.01', '0.00', '0.10', '9.99', '10.00', MOST];
      await stored(...amounts.map((amount) => ({ amount })));
      const seen: unknown[] = [];
      for (let after: string | null = null; seen.length < amounts.length;) {
        const { prices }: { prices: Page } = await readers.data(
          `query ($after: String) { prices(first: 3, after: $after, orderBy: [{ amount: ASC }]) {
            nodes { amount } pageInfo { endCursor } } }`,
          { variables: { after } },
        );
        seen.push(...prices.nodes.map(({ amount }) => amount));
        after = prices.pageInfo.endCursor;
      }
      expect(seen).toEqual(amounts);
    });

    it('are found by the name of their CHECK', () => {
      const model = readers.compiled.app.engine.catalog.get('Price');
      const column = model?.columns.get('amount');
      if (model === undefined || column === undefined) {
        throw new TypeError('Prices have amounts');
      }
      const values = new Map([[column, '1']]);
      const write = { model, path: ['input'], values, links: [], sought: null };
      const violated = { table: 'prices', names: ['prices_amount_decimal_18_2'], value: undefined };
      const path = ['input', 'amount'];
      expect(suspectIn([write], violated)).toEqual({ names: ['amount'], path, paths: [path] });
    });

    it('are what policies compare', async () => {
      const update = `mutation ($id: ID!) { updatePrice(id: $id, input: { share: "0.1" }) { price { share } errors { code } } }`;
      const told: unknown[] = [];
      for (const amount of ['-0.01', '0.01']) {
        const { price } = await create({ amount });
        const options = {
          variables: { id: price?.['id'] },
          viewer: { userId: 1, permissions: [] },
        };
        told.push(await readers.compiled.data(update, options));
      }
      expect(told).toEqual([
        { updatePrice: { price: null, errors: [{ code: 'FORBIDDEN' }] } },
        { updatePrice: { price: { share: '0.10000' }, errors: [] } },
      ]);
    });

    it('are told by a dry run, by conflicts and as taken, as answers tell them', async () => {
      const { price } = await create({ amount: '7.1', share: '0.5' });
      const update = `mutation ($id: ID!, $input: PriceUpdateInput!) {
        updatePrice(id: $id, input: $input, expectedVersion: 9) { errors { code ... on ConflictError { fields } } } }`;
      const variables = { id: price?.['id'], input: { amount: 7.1, share: '0.51' } };
      expect(await readers.compiled.data(update, { variables })).toEqual({
        updatePrice: { errors: [{ code: 'CONFLICT', fields: ['share'] }] },
      });
      expect((await create({ amount: '7.10' })).errors).toMatchObject([
        { code: 'NOT_UNIQUE', path: ['input', 'amount'] },
      ]);
      const dry = await readers.compiled.ask(CREATE, {
        variables: { input: { amount: '1000000000000000.01' } },
        headers: { 'x-dry-run': 'true' },
      });
      expect(dry.text).toContain('"amount":"1000000000000000.01"');
    });

    it.each([
      ['99', []],
      ['100', ['hundreds must have at most 2 digits before the point']],
      [String(2n ** 62n), [expect.stringContaining('twice must be an integer from') as string]],
    ])(
      'that are worked out of %s are errors of the payload where they are too large',
      async (count, messages) => {
        const query = `mutation ($input: BillCreateInput!) { createBill(input: $input) { bill { count } errors { code message path } } }`;
        const data = await readers.compiled.data(query, { variables: { input: { count } } });
        expect(data).toEqual({
          createBill: {
            bill: messages.length === 0 ? { count } : null,
            errors: messages.map((message) => ({ code: 'VALIDATION', message, path: ['input'] })),
          },
        });
      },
    );

    it('are read by numbers, too, where a session compares them', async () => {
      await stored({ amount: '2.5' });
      expect(await openSession(database.orm).count(Price, { amount: 2.5 as never })).toBe(1);
    });
  },
);

interface Page {
  readonly nodes: readonly { readonly amount: string }[];
  readonly pageInfo: { readonly endCursor: string | null };
}
