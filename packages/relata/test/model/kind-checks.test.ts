import { Property } from '@mikro-orm/decorators/legacy';
import { Field } from 'type-graphql';
import { GraphQLDecimal } from '../../src/kinds/exact-scalars.js';
import { GraphQLDuration } from '../../src/kinds/scalars.js';
import { BaseModel } from '../../src/model/base-model.js';
import { withSession } from '../../src/request/session.js';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { makeModel } from '../support/models/made-model.js';

/** What models with a price have in common. */
abstract class Priced extends BaseModel {
  @Property({ type: 'decimal', precision: 10, scale: 2, nullable: true })
  @Field(() => GraphQLDecimal, { nullable: true })
  price?: string | null;

  @Property({ type: 'duration', nullable: true })
  @Field(() => GraphQLDuration, { nullable: true })
  lasts?: number | null;
}

const MODELS = [makeModel(() => undefined, Priced), makeModel(() => undefined, Priced)];

describeDatabases(
  'the CHECK of a kind',
  dialectsOfRun().map((dialect) => new TestDatabase({ models: MODELS }, dialect)),
  (database) => {
    it('is named after table, column and parameters, once in each table of a class', () => {
      const tables = MODELS.map((model) => {
        const { tableName, checks } = database.orm.getMetadata().get(model as never);
        return [tableName, checks.map(({ name }) => name)];
      });
      expect(tables).toEqual(
        MODELS.map(({ name }) => [
          `${name.toLowerCase()}s`,
          (database.dialect === 'sqlite' ? ['created_at_check', 'updated_at_check'] : [])
            .concat('price_decimal_10_2', 'lasts_check')
            .map((check) => `${name.toLowerCase()}s_${check}`),
        ]),
      );
    });

    it('keeps what is no such number out of each table', async () => {
      for (const { name } of MODELS) {
        const insert = withSession(database, async (em) => {
          const time = database.dialect === 'sqlite' ? '0' : 'now()';
          await em.execute(
            `insert into ${name.toLowerCase()}s (price, created_at, updated_at) values (100000000000, ${time}, ${time})`,
          );
        });
        await expect(insert).rejects.toThrow(/CHECK|overflow/);
      }
    });
  },
);
