import type { Ref } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { Field } from 'type-graphql';
import { Access, BaseModel, BelongsTo, everyone, Model, Tenant, UniqueString } from 'relata';
import { describeEachDatabase } from '../../src/testing/describe-each-database.js';

const OPEN = { read: everyone, create: everyone, update: everyone, delete: everyone };

/** What tenants share. */
@Model({ description: 'A room.' })
@Access<Room>(OPEN)
class Room extends BaseModel {
  @UniqueString()
  @Field({ description: 'The name.' })
  name!: string;
}

/** What is a tenant's, and goes with what they share. */
@Model({ description: 'A booking.' })
@Access<Booking>(OPEN)
class Booking extends BaseModel {
  @Tenant()
  @Property({ type: 'integer' })
  tenant!: number;

  @BelongsTo(() => Room, { description: 'Of which.' })
  room!: Ref<Room>;
}

describeEachDatabase('rows of no tenant', { application: { models: [Room, Booking] } }, (app) => {
  it('do not take rows of other tenants along', async () => {
    const of = (tenant: number): { viewer: { userId: null; attributes: { tenant: number } } } => ({
      viewer: { userId: null, attributes: { tenant } },
    });
    const ask = async (document: string, tenant: number): Promise<unknown> =>
      (await app.ask(`mutation { ${document} { errors { code } } }`, of(tenant))).body;
    await ask('createRoom(input: { name: "a" })', 1);
    await ask('createBooking(input: { room: { connect: 1 } })', 1);
    await ask('createBooking(input: { room: { connect: 1 } })', 2);
    const count = async (tenant: number): Promise<unknown> =>
      await app.data('{ bookings { totalCount } }', of(tenant));
    expect(await ask('deleteRoom(id: 1)', 1)).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(await count(2)).toEqual({ bookings: { totalCount: 1 } });
    await ask('deleteBookings(where: {})', 2);
    expect(await ask('deleteRoom(id: 1)', 1)).toEqual({ data: { deleteRoom: { errors: [] } } });
    expect(await count(1)).toEqual({ bookings: { totalCount: 0 } });
  });
});
