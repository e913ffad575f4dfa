import { withSession } from '../../src/request/session.js';
import { describeEachDatabase } from '../../src/testing/describe-each-database.js';
import { harbour } from '../harbour/harbour.js';
import { fillHarbour } from '../harbour/rows.js';

describeEachDatabase('references to keys of several columns', { application: harbour }, (app) => {
  let berths: readonly string[];

  beforeAll(async () => {
    await withSession(app.app, fillHarbour);
    const data = await app.data<{ berths: { nodes: readonly { id: string }[] } }>(
      '{ berths { nodes { id } } }',
    );
    berths = data.berths.nodes.map(({ id }) => id);
  });

  const BERTHS = '{ incidents { nodes { id version berth { id } } } }';
  const stored = async (): Promise<unknown> =>
    (await app.data<{ incidents: { nodes: unknown } }>(BERTHS)).incidents.nodes;

  it('stand in columns like those that they refer to', async () => {
    const { orm } = app.app;
    const schema = orm.schema.getTargetSchema();
    const form = (table: string, name = ''): object => {
      const { type, length, collation } = schema.getTable(table)?.getColumn(name) ?? {};
      return { type, length, collation };
    };
    const keys = schema
      .getTables()
      .flatMap((table) =>
        Object.values(table.getForeignKeys()).map((key) => ({ ...key, table: table.name })),
      );
    const several = keys.filter(({ columnNames }) => columnNames.length > 1);
    expect(several.map(({ table }) => table).sort()).toEqual([
      'berths',
      'incidents',
      'leg_escorts',
      'sightings',
    ]);
    for (const { table, columnNames, referencedTableName, referencedColumnNames } of several) {
      expect(columnNames.map((name) => form(table, name))).toEqual(
        referencedColumnNames.map((name) => form(referencedTableName, name)),
      );
    }
    if (app.database.dialect === 'postgresql') {
      // MikroORM does not read keys of several columns back from SQLite.
      expect(await orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe('');
    }
  });

  it('are written for several rows at once, and told as they are', async () => {
    const [first = '', second = ''] = berths.toReversed();
    const made = await app.data(
      `mutation ($first: ID!) { createIncidents(inputs: [
        { what: "Fire", berth: { connect: $first } }, { what: "Flood", berth: { connect: $first } }, { what: "Fog" },
      ]) { errors { code } } }`,
      { variables: { first } },
    );
    expect(made).toEqual({ createIncidents: { errors: [] } });
    expect(await stored()).toEqual([
      { id: 'incident_1', version: 1, berth: { id: first } },
      { id: 'incident_2', version: 1, berth: { id: first } },
      { id: 'incident_3', version: 1, berth: null },
    ]);
    const move = {
      document:
        'mutation ($berth: ID!) { updateIncidents(where: { id: { isNull: false } }, input: { berth: { connect: $berth } }) { errors { code } } }',
      variables: { berth: second },
    };
    const { body } = await app.ask(move.document, {
      variables: move.variables,
      headers: { 'x-dry-run': 'true' },
    });
    const { changes } = body.extensions as { changes: readonly { fields: { berth: unknown } }[] };
    expect(changes.map(({ fields }) => fields.berth)).toEqual([
      { before: first, after: second },
      { before: first, after: second },
      { before: null, after: second },
    ]);
    expect(await app.data(move.document, { variables: move.variables })).toEqual({
      updateIncidents: { errors: [] },
    });
    expect(await stored()).toEqual(
      [1, 2, 3].map((id) => ({ id: `incident_${String(id)}`, version: 2, berth: { id: second } })),
    );
  });
});
