import { defineEntity, p } from '@mikro-orm/core';
import { observeStatements } from '../../src/database/statements/statement-log.js';
import { withSession } from '../../src/request/session.js';
import { describeEachDatabase } from '../support/databases.js';

const [COLUMNS, ROWS] = [100, 400];

/** A table wider than any of the application's. */
const WideSchema = defineEntity({
  name: 'Wide',
  tableName: 'wide',
  properties: {
    id: p.integer().primary(),
    ...Object.fromEntries(
      Array.from({ length: COLUMNS }, (_, index) => [`c${String(index)}`, p.integer()]),
    ),
  },
});
class Wide extends WideSchema.class {
  declare id: number;
}
WideSchema.setClass(Wide);

const values = (start: number): object =>
  Object.fromEntries(
    Array.from({ length: COLUMNS }, (_, index) => [`c${String(index)}`, start + index]),
  );

describeEachDatabase(
  'a table with many columns',
  (database) => {
    it('is written by more statements, none of which is too large', async () => {
      const { orm } = database;
      await orm.schema.create();
      let statements = 0;
      const stopObserving = observeStatements(orm, ({ sql }) => {
        statements += /^(insert|update)/.test(sql) ? 1 : 0;
      });
      await withSession({ orm }, async (em) => {
        const rows = Array.from({ length: ROWS }, (_, index) =>
          em.create(Wide, { id: index + 1, ...values(0) } as never),
        );
        await em.flush();
        rows.forEach((row, index) => em.assign(row, values(index + 1) as never));
        await em.flush();
      });
      stopObserving();
      const [sum] = await orm.em.fork().execute<{ n: unknown }[]>('select sum(c0) as n from wide');
      expect(Number(sum?.n)).toBe((ROWS * (ROWS + 1)) / 2);
      expect(orm.config.get('batchSize')).toBe(161);
      expect(statements).toBe(2 * Math.ceil(ROWS / 161));
    });
  },
  { models: [Wide], migrated: false },
);
