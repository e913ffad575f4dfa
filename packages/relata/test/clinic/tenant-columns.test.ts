import { Property } from '@mikro-orm/decorators/legacy';
import { Field } from 'type-graphql';
import { Access, everyone, Model, MutableModel, Tenant, UniqueString } from 'relata';
import type { Models } from '../../src/database/orm.js';
import { describeEachDatabase } from '../../src/testing/describe-each-database.js';
import { BothReaders } from '../support/both-readers.js';

/** A tenant that is no row: a column that no client sees. @param type - of the column */
function entriesOf(type: string): Models[number] {
  @Model({ description: 'What a tenant writes down.', plural: 'Entries' })
  @Access<Entry>({ read: everyone, create: everyone, update: everyone, delete: everyone })
  class Entry extends MutableModel {
    @Tenant()
    @Property({ type })
    tenant!: unknown;

    @UniqueString()
    @Field({ description: 'What is written.' })
    text!: string;
  }
  return Entry;
}

const UUID = '018f6b2e-5c3a-7d41-9b0e-2f4a6c8e0d1';

describe.each<[string, readonly [unknown, unknown]]>([
  ['integer', [1, '2']],
  ['bigint', [9007199254740993n.toString(), '4']],
  ['uuid', [`${UUID}1`, `${UUID}2`.toUpperCase()]],
  ['string', ['north, 1', 'south']],
])('tenants of kind %s', (type, [one, other]) => {
  const application = { models: [entriesOf(type)] };
  describeEachDatabase('that are no rows', { application }, (app) => {
    it('are kept apart', async () => {
      const readers = await BothReaders.start(app.database);
      const as = (
        tenant: unknown,
      ): { viewer: { userId: null; attributes: Readonly<Record<string, unknown>> } } => ({
        viewer: { userId: null, attributes: { tenant } },
      });
      const create =
        'mutation { createEntry(input: { text: "a" }) { entry { text } errors { code path } } }';
      const made = { createEntry: { entry: { text: 'a' }, errors: [] } };
      expect(await app.data(create, as(one))).toEqual(made);
      expect(await app.data(create, as(other))).toEqual(made);
      expect(await app.data(create, as(one))).toEqual({
        createEntry: { entry: null, errors: [{ code: 'NOT_UNIQUE', path: ['input', 'text'] }] },
      });
      const update =
        'mutation { updateEntries(where: {}, input: { text: "b" }) { affectedCount } }';
      expect(await app.data(update, as(one))).toEqual({ updateEntries: { affectedCount: 1 } });
      const read = '{ entries { nodes { text } } entryByText(text: "a") { text } }';
      expect(await readers.data(read, as(one))).toEqual({
        entries: { nodes: [{ text: 'b' }] },
        entryByText: null,
      });
      expect(await readers.data(read, as(other))).toEqual({
        entries: { nodes: [{ text: 'a' }] },
        entryByText: { text: 'a' },
      });
      expect(await readers.data(read, as(null))).toEqual({
        entries: { nodes: [] },
        entryByText: null,
      });
      await readers.stop();
    });
  });
});
