import type { EntityClass } from '@mikro-orm/core';
import { describeEachDatabase } from '../../src/testing/describe-each-database.js';
import type { AskOptions } from '../../src/testing/test-app.js';
import { columnNamed } from '../../src/writing/violations/suspects.js';
import { harbour } from '../harbour/harbour.js';
import { Berth, Leg, Voyage } from '../harbour/models.js';
import { uuid } from '../harbour/rows.js';

interface Outcome {
  readonly errors: readonly { readonly code: string; readonly path: readonly string[] }[];
}

const TEXT = '😀~%/"';
const ID = 'port_😀%7E%25/"';

describeEachDatabase('rows with keys of all kinds', { application: harbour }, (app) => {
  const write = async <T>(document: string, options: AskOptions = {}): Promise<T> =>
    await app.data<T>(`mutation { ${document} }`, options);
  const errorsOf = async (document: string, options: AskOptions = {}): Promise<unknown> => {
    const { result } = await write<{ result: Outcome }>(`result: ${document}`, options);
    return result.errors.map(({ code, path }) => [code, path.join('.')]);
  };
  const count = async (plural: string): Promise<number> =>
    (await app.data<Record<string, { totalCount: number }>>(`{ ${plural} { totalCount } }`))[plural]
      ?.totalCount ?? 0;

  beforeAll(async () => {
    await write(`a: createPort(input: { code: ${JSON.stringify(TEXT)}, name: "A" }) { port { id } }
      b: createPort(input: { code: "b", name: "B" }) { port { id } }`);
  });

  it('are not made of those that they stand beside in an input', async () => {
    const beside = `calls: { connect: ["port_b"], create: [{ code: "b", name: "Another" }] }`;
    expect(
      await errorsOf(`createShip(input: { name: "Beside", ${beside} }) { errors { code path } }`),
    ).toEqual([['NOT_UNIQUE', 'input.calls.create.0.code']]);
    const carried = `home: { connect: "port_b" }, boats: { create: [{ name: "Carried", home: { create: { code: "b", name: "Another" } } }] }`;
    expect(
      await errorsOf(`createShip(input: { name: "Carrier", ${carried} }) { errors { code path } }`),
    ).toEqual([['NOT_UNIQUE', 'input.boats.create.0.home.create.code']]);
    expect(
      await app.data(
        '{ ports(where: { code: { eq: "b" } }) { nodes { name } } ships { totalCount } }',
      ),
    ).toEqual({
      ports: { nodes: [{ name: 'B' }] },
      ships: { totalCount: 0 },
    });
  });

  it('are created within each other, and refer to each other', async () => {
    const {
      createShip: { ship },
    } = await write<{ createShip: { ship: { id: string } } }>(
      `createShip(input: { name: "Anne", home: { connect: ${JSON.stringify(ID)} },
        calls: { connect: ["port_b", ${JSON.stringify(ID)}] }, papers: { create: { flag: "nl" } },
        boats: { create: [{ name: "Boat" }] },
        voyages: { create: [{ purpose: "trade", legs: { create: [
          { number: 2, from: { connect: "port_b" } },
          { number: 1, from: { create: { code: "c", name: "C" } },
            berths: { create: [{ quay: "q~%", metres: 5, port: { connect: "port_b" } }] },
            sightings: { create: [{ what: "Whale" }] } } ] } }] } }) {
        ship { id }
        errors { code path } }`,
    );
    const data = await app.data<{ ship: unknown }>(
      `query ($id: ID!) { ship(id: $id) { home { id } calls { nodes { id } } boats { nodes { carrier { id } } }
        papers { id } voyages { nodes { id legs { nodes { id from { id } berths { nodes { id } } sightings { nodes { leg { id } } } } } } } } }`,
      { variables: { id: ship.id } },
    );
    const [, key = ''] = ship.id.split('_');
    expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    const leg = 'leg_1~1';
    expect(data.ship).toEqual({
      home: { id: ID },
      calls: { nodes: [{ id: 'port_b' }, { id: ID }] },
      boats: { nodes: [{ carrier: { id: ship.id } }] },
      papers: { id: `papers_${key}` },
      voyages: {
        nodes: [
          {
            id: 'voyage_1',
            legs: {
              nodes: [
                {
                  id: leg,
                  from: { id: 'port_c' },
                  berths: { nodes: [{ id: 'berth_b~1~1~q%7E%25' }] },
                  sightings: { nodes: [{ leg: { id: leg } }] },
                },
                {
                  id: 'leg_1~2',
                  from: { id: 'port_b' },
                  berths: { nodes: [] },
                  sightings: { nodes: [] },
                },
              ],
            },
          },
        ],
      },
    });
  });

  it('are changed by their ids, and linked to others', async () => {
    const { updateLeg } = await write<{ updateLeg: unknown }>(
      `updateLeg(id: "leg_1~2", input: { from: { connect: ${JSON.stringify(ID)} },
        sightings: { connect: ["sighting_1"] }, berths: { create: [{ quay: "x", metres: 1, port: { connect: "port_c" } }] } }) {
        leg { from { id } sightings { nodes { id leg { id } } } berths { nodes { id } } } errors { code path } }`,
    );
    expect(updateLeg).toEqual({
      leg: {
        from: { id: ID },
        sightings: { nodes: [{ id: 'sighting_1', leg: { id: 'leg_1~2' } }] },
        berths: { nodes: [{ id: 'berth_c~1~2~x' }] },
      },
      errors: [],
    });
    const { ships } = await app.data<{ ships: { nodes: readonly { id: string }[] } }>(
      '{ ships { nodes { id } } }',
    );
    const [anne, boat] = ships.nodes.map(({ id }) => id);
    const escorts = async (change: string): Promise<unknown> =>
      (
        await write<{ updateLeg: { leg: { escorts: { nodes: readonly { id: string }[] } } } }>(
          `updateLeg(id: "leg_1~1", input: { escorts: { ${change} } }) { leg { escorts { nodes { id } } } errors { code } }`,
        )
      ).updateLeg.leg.escorts.nodes.map(({ id }) => id);
    expect(await escorts(`connect: ["${String(anne)}", "${String(boat)}"]`)).toEqual([anne, boat]);
    expect(await escorts(`disconnect: ["${String(anne)}"]`)).toEqual([boat]);
    expect(await escorts(`set: ["${String(anne)}"]`)).toEqual([anne]);
    const { upsertPort } = await write<{ upsertPort: unknown }>(
      `upsertPort(by: { code: "b" }, create: { code: "b", name: "New" }, update: { name: "Bee" }) { port { id name } errors { code } }`,
    );
    expect(upsertPort).toEqual({ port: { id: 'port_b', name: 'Bee' }, errors: [] });
  });

  it('keep the keys they have', async () => {
    const before = await count('ports');
    expect(
      await errorsOf(`createPort(input: { code: "b", name: "x" }) { errors { code path } }`),
    ).toEqual([['NOT_UNIQUE', 'input.code']]);
    expect(
      await errorsOf(
        `createPorts(inputs: [{ code: "d", name: "x" }, { code: "d", name: "y" }]) { errors { code path } }`,
      ),
    ).toEqual([['NOT_UNIQUE', 'inputs.1.code']]);
    expect(
      await errorsOf(
        `updateVoyage(id: 1, input: { legs: { create: [{ number: 1, from: { connect: "port_b" } }] } }) { errors { code path } }`,
        {
          viewer: { userId: await keyOfAnne() },
        },
      ),
    ).toEqual([['NOT_UNIQUE', 'input.legs.create.0']]);
    expect(await count('ports')).toBe(before);
    for (const [input, code] of [
      ['', ['VALIDATION', 'input.code']],
      ['   ', ['VALIDATION', 'input.code']],
      ['x'.repeat(81), ['VALIDATION', 'input.code']],
      ['\\u0000', ['VALIDATION', 'input.code']],
    ] as const) {
      expect(
        await errorsOf(
          `createPort(input: { code: "${input}", name: "x" }) { errors { code path } }`,
        ),
      ).toEqual([code]);
    }
    const { schema } = {
      schema: await app.data<{ __type: { inputFields: readonly { name: string }[] } }>(
        '{ __type(name: "PortUpdateInput") { inputFields { name } } }',
      ),
    };
    expect(schema.__type.inputFields.map(({ name }) => name)).not.toContain('code');
    const legs = await app.data<{ __type: { inputFields: readonly { name: string }[] } }>(
      '{ __type(name: "VoyageLegsUpdateInput") { inputFields { name } } }',
    );
    expect(legs.__type.inputFields.map(({ name }) => name)).toEqual(['create', 'update']);
    // A row that is found by its sign is that of another leg for good.
    const berths = await app.data<{ __type: { inputFields: readonly { name: string }[] } }>(
      '{ __type(name: "LegBerthsCreateInput") { inputFields { name } } }',
    );
    expect(berths.__type.inputFields.map(({ name }) => name)).toEqual(['create']);
  });

  const keyOfAnne = async (): Promise<string> => {
    const { shipByName } = await app.data<{ shipByName: { id: string } }>(
      '{ shipByName(name: "Anne") { id } }',
    );
    return shipByName.id.slice('ship_'.length);
  };

  it('find rows that change within others', async () => {
    const anne = await keyOfAnne();
    const id = JSON.stringify(ID);
    const viewer = { userId: anne };
    const change = (from: string, berths: string) => `updateShip(id: "ship_${anne}", input: {
      papers: { update: { input: { flag: "be" } } },
      calls: { update: [{ id: ${id}, input: { name: "Text" } }] },
      boats: { upsert: [{ by: { name: "Boat" }, create: { name: "Boat" }, update: { name: "Dinghy" } }] },
      voyages: { update: [{ id: "voyage_1", input: { legs: { update: [
        { id: "leg_1~1", input: { log: "calm", from: { update: { input: { name: "${from}" } } }, berths: { ${berths} } } },
        { id: "leg_1~2", input: { log: "rough" } } ] } } }] } }) { errors { code path } }`;
    const berths = `update: [{ id: "berth_b~1~1~q%7E%25", input: { metres: 6, sign: "red" } }]`;
    expect(await errorsOf(change('Sea', berths), { viewer })).toEqual([]);
    const upsert = (leg: number): string =>
      `updateLeg(id: "leg_1~${String(leg)}", input: { berths: { upsert: [{ by: { sign: "red" },
        create: { quay: "r", metres: 1, sign: "red", port: { connect: "port_b" } }, update: { metres: 7 } }] } }) { errors { code path } }`;
    expect(await errorsOf(upsert(1))).toEqual([]);
    expect(await errorsOf(upsert(2))).toEqual([
      ['NOT_UNIQUE', 'input.berths.upsert.0.create.sign'],
    ]);
    const data = await app.data<{ ship: unknown }>(
      `{ ship(id: "ship_${anne}") { papers { flag } boats { nodes { name } } calls { nodes { name } }
        voyages { nodes { legs { nodes { log from { name } berths { nodes { metres sign } } } } } } } }`,
    );
    expect(data.ship).toEqual({
      papers: { flag: 'be' },
      boats: { nodes: [{ name: 'Dinghy' }] },
      calls: { nodes: [{ name: 'Bee' }, { name: 'Text' }] },
      voyages: {
        nodes: [
          {
            legs: {
              nodes: [
                {
                  log: 'calm',
                  from: { name: 'Sea' },
                  berths: { nodes: [{ metres: 7, sign: 'red' }] },
                },
                {
                  log: 'rough',
                  from: { name: 'Text' },
                  berths: { nodes: [{ metres: 1, sign: null }] },
                },
              ],
            },
          },
        ],
      },
    });
    // Another leg, another viewer, and the row that is a part of the key.
    expect(
      await errorsOf(change('Sea', 'update: [{ id: "berth_c~1~2~x", input: { metres: 9 } }]'), {
        viewer,
      }),
    ).toEqual([
      ['NOT_FOUND', 'input.voyages.update.0.input.legs.update.0.input.berths.update.0.id'],
    ]);
    expect(await errorsOf(change('Sea', berths), { viewer: { userId: uuid(1) } })).toEqual([
      ['FORBIDDEN', 'input.voyages.update.0.id'],
    ]);
    const own = `updatePapers(id: "papers_${anne}", input: { ship: { update: { input: { name: "Anna" } } } }) { errors { code path } }`;
    expect(await errorsOf(own)).toEqual([]);
    expect(await errorsOf(own.replace('Anna', 'Anne'))).toEqual([]);
    const offered = await app.data<{ __type: { inputFields: readonly { name: string }[] } }>(
      '{ __type(name: "PapersShipUpdateInput") { inputFields { name } } }',
    );
    expect(offered.__type.inputFields.map(({ name }) => name)).toEqual(['update']);
  });

  it('may be texts that are called id', async () => {
    const make =
      'createSignal(input: { id: "a/b", meaning: "Help" }) { signal { id } errors { code path } }';
    expect(await write(make)).toEqual({
      createSignal: { signal: { id: 'signal_a/b' }, errors: [] },
    });
    expect(await errorsOf(make.replace('signal { id }', ''))).toEqual([['NOT_UNIQUE', 'input.id']]);
    expect(
      await errorsOf('createSignal(input: { id: "", meaning: "None" }) { errors { code path } }'),
    ).toEqual([['VALIDATION', 'input.id']]);
    // The row that is connected is not taken for the one that is to be made.
    const both = 'signals: { connect: ["signal_a/b"], create: [{ id: "a/b", meaning: "No" }] }';
    expect(
      await errorsOf(`createShip(input: { name: "Two", ${both} }) { errors { code path } }`),
    ).toEqual([['NOT_UNIQUE', 'input.signals.create.0.id']]);
    const { signal } = await app.data<{ signal: unknown }>(
      '{ signal(id: "signal_a/b") { id meaning } }',
    );
    expect(signal).toEqual({ id: 'signal_a/b', meaning: 'Help' });
  });

  it('are named by the columns that a database says are taken', () => {
    const { catalog } = app.app.engine;
    const named = (model: string, field: string): string | undefined => {
      const known = catalog.get(model);
      return known && columnNamed(known, [field])?.name;
    };
    expect(named('Port', 'code')).toBe('code');
    expect(named('Signal', 'id')).toBe('id');
    expect(named('Ship', 'home_code')).toBe('home');
    expect(named('Berth', 'berths_metres_check')).toBe('metres');
    expect(named('Berth', 'berths_metres_kind')).toBe('metres');
    // One of several says nothing of the rest.
    expect(named('Sighting', 'leg_voyage_id')).toBeUndefined();
  });

  it('are served by an index each way', () => {
    const { catalog } = app.app.engine;
    const indexes = (name: EntityClass<object>): unknown =>
      app.app.orm
        .getMetadata()
        .get(name)
        .indexes.map(({ properties: of }) => [of].flat().join());
    expect(indexes(Leg)).toEqual(['from,voyage,number']);
    expect(indexes(Berth)).toEqual(['leg,port,quay']);
    expect(indexes(Voyage)).toEqual(['ship,id']);
    expect(catalog.get('Berth')?.id.parts.map(({ field }) => field)).toEqual([
      'port_code',
      'leg_voyage_id',
      'leg_number',
      'quay',
    ]);
  });

  it('belong to a viewer with such a key', async () => {
    const change =
      'updateVoyage(id: "voyage_1", input: { purpose: "war" }) { errors { code path } }';
    const stranger = { userId: uuid(9) };
    const { status } = await app.ask(`mutation { ${change} }`);
    expect(status).toBe(401);
    expect(await errorsOf(change, { viewer: stranger })).toEqual([['FORBIDDEN', 'id']]);
    const viewer = { userId: await keyOfAnne() };
    expect(await errorsOf(change, { viewer })).toEqual([]);
    const headers = { 'idempotency-key': 'once' };
    const make =
      'result: createSighting(input: { what: "Once" }) { sighting { id } errors { code path } }';
    const first = await write(make, { viewer, headers });
    expect(await write(make, { viewer, headers })).toEqual(first);
    expect(await write(make, { viewer: stranger, headers })).not.toEqual(first);
  });

  it('are told by a dry run as they are written, and go with what hangs on them', async () => {
    const viewer = { userId: null, permissions: ['voyage:delete'] };
    const gone = 'deleteVoyage(id: "voyage_1") { deletedId errors { code path } }';
    const before = [await count('legs'), await count('berths')];
    const { body } = await app.ask(`mutation { ${gone} }`, {
      viewer,
      headers: { 'x-dry-run': 'true' },
    });
    const { changes } = body.extensions as {
      changes: readonly { operation: string; id: string; fields: Record<string, unknown> }[];
    };
    expect(changes.map(({ operation, id }) => `${operation} ${id}`).sort()).toEqual([
      'DELETE berth_b~1~1~q%7E%25',
      'DELETE berth_c~1~2~x',
      'DELETE leg_1~1',
      'DELETE leg_1~2',
      'DELETE voyage_1',
      'UPDATE sighting_1',
    ]);
    expect(changes.find(({ id }) => id === 'leg_1~1')?.fields['escorts']).toEqual({
      before: [`ship_${await keyOfAnne()}`],
      after: [],
    });
    expect([await count('legs'), await count('berths')]).toEqual(before);
    expect(await write(gone, { viewer })).toEqual({
      deleteVoyage: { deletedId: 'voyage_1', errors: [] },
    });
    expect([await count('legs'), await count('berths'), await count('voyages')]).toEqual([0, 0, 0]);
    const deleted = await write(
      `deletePorts(where: { id: { in: ["port_c", ${JSON.stringify(ID)}] } }) { deletedIds errors { code path } }`,
    );
    expect(deleted).toEqual({ deletePorts: { deletedIds: ['port_c', ID], errors: [] } });
  });
});
