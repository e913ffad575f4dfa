import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { BothReaders } from '../support/both-readers.js';
import { ledger } from './ledger.js';

const MAX = String(2n ** 63n - 1n);

interface Payload {
  readonly row: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly { readonly code: string; readonly path: readonly string[] }[];
}

describeDatabases(
  'what is added to numbers',
  dialectsOfRun().map((dialect) => new TestDatabase(ledger, dialect)),
  (database) => {
    const readers = BothReaders.during(database, 'entries');
    const write = async (field: string, told: string): Promise<Payload> =>
      (
        await readers.compiled.data<{ result: Payload }>(
          `mutation { result: ${field} { ${told} errors { code path message } } }`,
        )
      ).result;
    const entry = async (increment: string): Promise<unknown> => {
      const { row, errors } = await write(
        `updateEntries(where: { number: { lt: "100" } }, input: { increment: { ${increment} } })`,
        'row: entries { number units }',
      );
      return errors.length > 0 ? errors.map(({ code, path }) => [code, path.join('.')]) : row;
    };
    const price = async (increment: string): Promise<unknown> => {
      const { row, errors } = await write(
        `updatePrices(where: {}, input: { increment: { ${increment} } })`,
        'row: prices { amount tax pieces share lasts }',
      );
      return errors.length > 0 ? errors.map(({ code, path }) => [code, path.join('.')]) : row;
    };

    it('keeps all digits of 64 bits, and stays within them', async () => {
      await write(
        'createEntries(inputs: [{ number: "1", units: "9007199254740993" }, { number: "1000" }])',
        'affectedCount',
      );
      expect(await entry('units: "2"')).toEqual([{ number: '1', units: '9007199254740995' }]);
      expect(await entry(`units: "${MAX}"`)).toEqual([['VALIDATION', 'input.increment.units']]);
      expect(await entry('number: "999"')).toEqual([['NOT_UNIQUE', 'input.increment.number']]);
      expect(await entry('number: "-9", units: "-9007199254740996"')).toEqual([
        { number: '-8', units: '-1' },
      ]);
    });

    it('adds decimals and durations exactly, and rounds nothing', async () => {
      await write(
        'createPrice(input: { amount: "0.10", share: "0.5", lasts: "PT1H" })',
        'row: price { id }',
      );
      expect(
        await price('amount: "0.20", tax: 0.01, pieces: "-2", share: "-0.00001", lasts: "PT30M"'),
      ).toEqual([
        { amount: '0.30', tax: '0.2000', pieces: '10', share: '0.49999', lasts: 'PT1H30M' },
      ]);
      expect(await price('amount: "0.001"')).toEqual([['VALIDATION', 'input.increment.amount']]);
      expect(await price('pieces: "990"')).toEqual([['VALIDATION', 'input.increment.pieces']]);
      expect(await price('share: "0.50001"')).toEqual([['VALIDATION', 'input.increment.share']]);
      expect(await price('lasts: "-P1D"')).toEqual([
        expect.objectContaining({ lasts: '-PT22H30M', amount: '0.30' }),
      ]);
    });
  },
);
