import { withSession } from '../../src/request/session.js';
import { describeEachDatabase } from '../../src/testing/describe-each-database.js';
import { BothReaders } from '../support/both-readers.js';
import { Entry, Keeper, museum } from './museum.js';

interface Outcome {
  readonly errors: readonly { readonly code: string; readonly path: readonly string[] }[];
}

const ERRORS = 'errors { code path }';

describeEachDatabase('tables as somebody left them', { application: museum }, (app) => {
  let readers: BothReaders;
  const write = async (document: string): Promise<unknown> =>
    (
      await app.data<{ it: Outcome }>(`mutation { it: ${document} }`, {
        viewer: { userId: 1, permissions: [] },
      })
    ).it;

  beforeAll(async () => {
    readers = await BothReaders.start(app.database);
  });
  beforeEach(async () => {
    for (const model of ['Entry', 'Locker', 'Shift', 'Tour', 'Hall', 'Keeper']) {
      const { table } = app.app.engine.catalog.get(model) ?? { table: '' };
      await readers.run(`delete from "${table}"`);
    }
    expect(
      await write(`createKeepers(inputs: [
        { name: "a", origin: "x", locker: { create: {} }, halls: { create: [{ name: "h" }] } }, { name: "b" }
      ]) { ${ERRORS} }`),
    ).toEqual({ errors: [] });
  });

  const idOf = async (field: string): Promise<string> =>
    (await readers.data<{ it: { id: string } }>(`{ it: ${field} { id } }`)).it.id;

  it('are the same in the database as the models say', async () => {
    expect(await app.app.orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe('');
  });

  it('are read and filtered by columns with any name', async () => {
    expect(
      await readers.data(`{
        keepers(where: { origin: { eq: "x" } }, orderBy: [{ origin: ASC }]) { nodes { name origin revision locker { keeper { name } } } aggregate { max { origin } } }
        keeperByOrigin(origin: "x") { name }
        entries: entrys { totalCount }
      }`),
    ).toEqual({
      keepers: {
        nodes: [{ name: 'a', origin: 'x', revision: 1, locker: { keeper: { name: 'a' } } }],
        aggregate: { max: { origin: 'x' } },
      },
      keeperByOrigin: { name: 'a' },
      entries: { totalCount: 0 },
    });
  });

  it('tell the places of what breaks a constraint', async () => {
    await readers.run(`insert into "Select" ("name", "from ""where""") values ('c', 'taken')`);
    expect(
      await write(`createKeeper(input: { name: "d", origin: "taken" }) { ${ERRORS} }`),
    ).toEqual({
      errors: [{ code: 'NOT_UNIQUE', path: ['input', 'origin'] }],
    });
  });

  it('have versions and times under other names, or none', async () => {
    const id = await idOf('keeperByName(name: "a")');
    const long = new Date('2001-02-03T04:05:06.007Z');
    await app.app.orm.em.fork().nativeUpdate(Keeper, {}, { begun: long, touched: long });
    const update = (version: number, origin: string): string =>
      `updateKeeper(id: "${id}", expectedVersion: ${String(version)}, input: { origin: "${origin}" }) { keeper { revision begun touched } ${ERRORS} }`;
    const changed = (await write(update(1, 'y'))) as {
      keeper: { revision: number; begun: string; touched: string };
    };
    expect(changed).toMatchObject({ keeper: { revision: 2 }, errors: [] });
    expect(changed.keeper.begun).toBe(long.toISOString());
    expect(changed.keeper.touched > changed.keeper.begun).toBe(true);
    expect(await write(update(1, 'z'))).toEqual({
      keeper: null,
      errors: [{ code: 'CONFLICT', path: ['expectedVersion'] }],
    });
    const links = `updateKeeper(id: "${id}", input: { halls: { set: [] } }) { keeper { revision } ${ERRORS} }`;
    expect(await write(links)).toEqual({ keeper: { revision: 3 }, errors: [] });
    const schema = await app.data<{
      update: { args: unknown };
      input: { inputFields: { name: string }[] };
    }>(
      `{ update: __type(name: "Mutation") { fields { name args { name } } } input: __type(name: "KeeperUpdateInput") { inputFields(includeDeprecated: true) { name } } }`,
    );
    const { fields } = schema.update as unknown as {
      fields: { name: string; args: { name: string }[] }[];
    };
    const argsOf = (name: string): unknown =>
      fields.find((field) => field.name === name)?.args.map((arg) => arg.name);
    const known = ['base', 'id', 'input', 'onConflict'];
    expect(argsOf('updateKeeper')).toEqual([...known, 'expectedVersion'].sort());
    expect(argsOf('updateHall')).toEqual(known);
    const named = schema.input.inputFields.map(({ name }) => name);
    for (const name of ['revision', 'begun', 'touched', 'entries', 'entrys']) {
      expect(named).not.toContain(name);
    }
  });

  it('have associations with columns of their own, from both sides', async () => {
    const id = await idOf('keeperByName(name: "a")');
    expect(
      await readers.data(
        `{ keeper(id: "${id}") { halls { nodes { name keepers { totalCount } shifts { nodes { hours } } } } shifts { nodes { hours hall { name } keeper { name } } } } }`,
      ),
    ).toEqual({
      keeper: {
        halls: {
          nodes: [{ name: 'h', keepers: { totalCount: 1 }, shifts: { nodes: [{ hours: 8 }] } }],
        },
        shifts: { nodes: [{ hours: 8, hall: { name: 'h' }, keeper: { name: 'a' } }] },
      },
    });
    const { shifts } = await readers.data<{ shifts: { nodes: { id: string }[] } }>(
      '{ shifts { nodes { id } } }',
    );
    expect(
      await write(
        `updateShift(id: "${String(shifts.nodes[0]?.id)}", input: { hours: 4 }) { shift { hours } ${ERRORS} }`,
      ),
    ).toEqual({ shift: { hours: 4 }, errors: [] });
    expect(
      await write(
        `createHall(input: { name: "i", shifts: { create: [{ hours: 2, keeper: { connect: "${id}" } }] } }) { hall { keepers { nodes { name } } } ${ERRORS} }`,
      ),
    ).toEqual({ hall: { keepers: { nodes: [{ name: 'a' }] } }, errors: [] });
    expect(
      await write(
        `updateKeeper(id: "${id}", input: { halls: { set: [] } }) { keeper { shifts { totalCount } } ${ERRORS} }`,
      ),
    ).toEqual({ keeper: { shifts: { totalCount: 0 } }, errors: [] });
  });

  it('have associations that are only read the short way, where a link has more than its two keys', async () => {
    const id = await idOf('keeperByName(name: "a")');
    const hall = await idOf('hallByName(name: "h")');
    expect(
      await write(
        `updateHall(id: "${hall}", input: { tours: { create: [{ language: "de", keeper: { connect: "${id}" } }] } }) { hall { guides { nodes { name toured { totalCount } } } } ${ERRORS} }`,
      ),
    ).toEqual({
      hall: { guides: { nodes: [{ name: 'a', toured: { totalCount: 1 } }] } },
      errors: [],
    });
    const { it: input } = await app.data<{ it: { inputFields: { name: string }[] } }>(
      '{ it: __type(name: "HallUpdateInput") { inputFields { name } } }',
    );
    expect(input.inputFields.map(({ name }) => name).sort()).toEqual(['name', 'shifts', 'tours']);
  });

  it('have several relations to one model', async () => {
    const id = await idOf('keeperByName(name: "b")');
    expect(
      await write(`createLocker(input: { cleaner: { connect: "${id}" }, painter: { connect: "${id}" } }) {
        locker { keeper { name } cleaner { name cleans { totalCount } paints { totalCount } } } ${ERRORS} }`),
    ).toEqual({
      locker: {
        keeper: null,
        cleaner: { name: 'b', cleans: { totalCount: 1 }, paints: { totalCount: 1 } },
      },
      errors: [],
    });
  });

  it('are listed in the order of the model where none is asked for', async () => {
    const names = async (args: string): Promise<unknown> =>
      (
        await readers.data<{ keepers: { nodes: { name: string }[] } }>(
          `{ keepers${args} { nodes { name } } }`,
        )
      ).keepers.nodes.map(({ name }) => name);
    await write(`createKeeper(input: { name: "c" }) { ${ERRORS} }`);
    expect(await names('')).toEqual(['c', 'b', 'a']);
    expect(await names('(orderBy: [{ name: ASC }])')).toEqual(['a', 'b', 'c']);
    expect(await names('(orderBy: [{ id: ASC }])')).toEqual(['a', 'b', 'c']);
    const page = await readers.data<{ keepers: { pageInfo: { endCursor: string } } }>(
      '{ keepers(first: 1) { pageInfo { endCursor } } }',
    );
    expect(await names(`(after: "${page.keepers.pageInfo.endCursor}")`)).toEqual(['b', 'a']);
    await withSession(app.app, async (em) => {
      const [a, b] = await em.find(Keeper, { name: ['a', 'b'] }, { orderBy: { name: 'asc' } });
      for (const keeper of [b, a, b, null]) {
        em.create(Entry, { keeper: keeper ?? null } as never);
      }
      await em.flush();
    });
    const { entrys } = await readers.data<{
      entrys: { nodes: { keeper: { name: string } | null }[] };
    }>('{ entrys { nodes { keeper { name } } } }');
    expect(entrys.nodes.map(({ keeper }) => keeper?.name ?? null)).toEqual(['a', 'b', 'b', null]);
  });

  it('say what is deprecated, wherever it is named', async () => {
    const of = async (type: string, fields: string): Promise<unknown> => {
      const data = await app.data<
        Record<string, Record<string, { name: string; isDeprecated: boolean }[]>>
      >(
        `{ it: __type(name: "${type}") { ${fields}(includeDeprecated: true) { name isDeprecated } } }`,
      );
      return data['it']?.[fields]
        ?.filter(({ isDeprecated }) => isDeprecated)
        .map(({ name }) => name);
    };
    expect(await of('Keeper', 'fields')).toEqual(['name', 'origin']);
    expect(await of('Locker', 'fields')).toEqual(['cleaner']);
    // What must be given cannot be deprecated.
    expect(await of('KeeperCreateInput', 'inputFields')).toEqual(['origin']);
    expect(await of('KeeperUpdateInput', 'inputFields')).toEqual(['name', 'origin']);
    expect(await of('KeeperWhere', 'inputFields')).toEqual(['name', 'origin']);
    expect(await of('KeeperOrder', 'inputFields')).toEqual(['name', 'origin']);
    expect(await of('KeeperUnique', 'inputFields')).toEqual(['name', 'origin']);
    expect(await of('LockerWhere', 'inputFields')).toEqual(['cleaner']);
    expect(await of('LockerCreateInput', 'inputFields')).toEqual(['cleaner']);
    expect(await of('Query', 'fields')).toEqual(['keeperByName', 'keeperByOrigin']);
  });
});
