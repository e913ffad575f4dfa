import { Property } from '@mikro-orm/decorators/legacy';
import { Access, BaseModel, everyone, Model } from 'relata';
import { Field } from 'type-graphql';
import { describeEachDatabase } from '../../src/testing/describe-each-database.js';
import type { Application } from '../../src/application.js';

@Model({ description: 'Where somebody was.' })
@Access<Place>({ read: everyone, create: everyone, delete: everyone })
class Place extends BaseModel {
  @Property({ type: 'string' })
  @Field({ description: 'Its name.' })
  name!: string;
}

const said = new Map<string, unknown>();
const application: Application = {
  models: [Place],
  auth: ({ headers }) =>
    headers['x-user'] === undefined
      ? null
      : { userId: said.get(String(headers['x-user'])) as never },
};
const MAKE = 'mutation { createPlace(input: { name: "Once" }) { place { id } errors { code } } }';

describeEachDatabase('a viewer whom nothing compares with rows', { application }, (app) => {
  const ask = async (userId: unknown, key: string) => {
    said.set('it', userId);
    return await app.ask(MAKE, { headers: { 'x-user': 'it', 'idempotency-key': key } });
  };

  it.each([
    ['a text', 'auth0|7%~', 'auth0|7%~'],
    ['a number', 7.5, '7.5'],
    ['a large integer', 2n ** 70n, String(2n ** 70n)],
    ['a long text', 'x'.repeat(255), 'x'.repeat(255)],
  ])('is told from others by its key: %s', async (name, userId, same) => {
    const { text, status } = await ask(userId, 'key');
    expect(status).toBe(200);
    // The answer that was kept for it.
    expect((await ask(same, 'key')).text).toBe(text);
    expect(name).toBeDefined();
    await app.data('mutation { deletePlaces(where: {}) { deletedIds } }');
  });

  it.each(['', 'x'.repeat(256), 'a\0', '\ud800', Number.NaN, undefined, true, {}])(
    'has one that can be kept: %p',
    async (userId) => {
      const { status, body } = await ask(userId, 'other');
      expect([status, body.errors?.[0]?.message]).toEqual([500, 'Internal server error']);
    },
  );
});
