import { randomUUID } from 'node:crypto';
import { BeforeCreate, BeforeUpdate, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int } from 'type-graphql';
import { MutableModel } from '../../src/model/base-model.js';
import { models } from '../blog/models/index.js';
import { TestApi } from '../support/api.js';
import { describeEachDatabase } from '../support/databases.js';
import { makeModel } from '../support/models/made-model.js';

/** Has columns that the API knows nothing of: the ORM stores them, the class fills them. */
class Invoice extends MutableModel {
  label!: string;
  reference = randomUUID();
  total = '0';
  due = '2026-02-28';
  serial = '9007199254740993';

  count(): void {
    this.total = `${String(this.label.length)}.50`;
  }
}

const INVOICE = makeModel((prototype) => {
  Property({ type: 'string' })(prototype, 'label');
  Field(() => String)(prototype, 'label');
  Property({ type: 'smallint', nullable: true })(prototype, 'level');
  Field(() => Int, { nullable: true })(prototype, 'level');
  Property({ type: 'uuid', unique: true })(prototype, 'reference');
  Property({ type: 'decimal', precision: 10, scale: 2 })(prototype, 'total');
  Property({ type: 'date' })(prototype, 'due');
  Property({ type: 'bigint' })(prototype, 'serial');
  BeforeCreate()(prototype, 'count');
  BeforeUpdate()(prototype, 'count');
}, Invoice);
const TYPE = INVOICE.name;
const ONE = TYPE.replace('M', 'm');

describeEachDatabase(
  'a model with columns that are no fields',
  (database) => {
    let api: TestApi;
    beforeAll(async () => {
      api = await TestApi.start(database, { models: [...models, INVOICE] });
    });
    afterAll(() => api.stop());

    const stored = async (): Promise<readonly unknown[]> =>
      await database.orm.em.fork().execute(
        `select cast(total as text) as total, cast(due as text) as due, cast(serial as text) as serial
            from ${TYPE.toLowerCase()}s`,
      );

    it('has them filled by its class, with every write', async () => {
      const created = await api.data(
        `mutation { create${TYPE}(input: { label: "abc", level: 7 }) { ${ONE} { id label } errors { message } } }`,
      );
      expect(created).toEqual({
        [`create${TYPE}`]: { [ONE]: { id: `${ONE}_1`, label: 'abc' }, errors: [] },
      });
      const rest = { due: '2026-02-28', serial: '9007199254740993' };
      expect(await stored()).toEqual([
        { total: database.dialect === 'sqlite' ? '350' : '3.50', ...rest },
      ]);
      const updated = await api.data(
        `mutation { update${TYPE}(id: 1, input: { label: "abcd" }) { ${ONE} { label } errors { message } } }`,
      );
      expect(updated).toEqual({ [`update${TYPE}`]: { [ONE]: { label: 'abcd' }, errors: [] } });
      expect(await stored()).toEqual([
        { total: database.dialect === 'sqlite' ? '450' : '4.50', ...rest },
      ]);
    });

    it.each(['create', 'update'])('keeps small integers in their range (%s)', async (verb) => {
      const target = verb === 'update' ? 'id: 1, ' : '';
      const write = (level: number): Promise<unknown> =>
        api.data(
          `mutation { ${verb}${TYPE}(${target}input: { label: "s", level: ${String(level)} }) { ${ONE} { level } errors { code path message } } }`,
        );
      for (const level of [-32_768, 32_767]) {
        expect(await write(level)).toEqual({
          [`${verb}${TYPE}`]: { [ONE]: { level }, errors: [] },
        });
      }
      for (const level of [-32_769, 32_768, 2_147_483_647]) {
        expect(await write(level)).toEqual({
          [`${verb}${TYPE}`]: {
            [ONE]: null,
            errors: [
              {
                code: 'VALIDATION',
                path: ['input', 'level'],
                message: 'must be from -32768 to 32767',
              },
            ],
          },
        });
      }
    });

    it('compares small integers with any integer', async () => {
      const list = `${ONE}s`;
      const count = async (filter: string): Promise<number> => {
        const data = await api.data<Record<string, { totalCount: number }>>(
          `{ ${list}(where: { level: { ${filter} } }) { totalCount } }`,
        );
        return data[list]?.totalCount ?? -1;
      };
      const all = await count('isNull: false');
      expect(all).toBeGreaterThan(1);
      for (const filter of ['gt: 40000', 'eq: -2147483648', 'in: [40000]', 'lt: -40000']) {
        expect([filter, await count(filter)]).toEqual([filter, 0]);
      }
      for (const filter of ['lt: 40000', 'ne: 2147483647', 'notIn: [40000]']) {
        expect([filter, await count(filter)]).toEqual([filter, all]);
      }
      const page = await api.data<Record<string, { pageInfo: { endCursor: string } }>>(
        `{ ${list}(first: 1, orderBy: [{ level: ASC }]) { pageInfo { endCursor } } }`,
      );
      const after = page[list]?.pageInfo.endCursor ?? '';
      const next = await api.data(
        `{ ${list}(first: 1, after: "${after}", orderBy: [{ level: ASC }]) { nodes { level } aggregate { min { level } max { level } sum { level } avg { level } } } }`,
      );
      expect(next).toEqual({
        [list]: {
          nodes: [{ level: 32_767 }],
          aggregate: {
            min: { level: -32_768 },
            max: { level: 32_767 },
            sum: { level: '32766' },
            avg: { level: 10_922 },
          },
        },
      });
    });
  },
  { models: [...models, INVOICE] },
);
