import { describeEachDatabase } from '../../src/testing/describe-each-database.js';
import { ledger } from './ledger.js';

const VIEWER = { userId: 1, permissions: [] };

describeEachDatabase('values that must be unique', { application: ledger }, (app) => {
  it.each([
    ['Price', 'amount', '1000000000000000.01', {}],
    ['Entry', 'number', '9007199254740993', {}],
    ['Bill', 'due', '2026-01-31T12:00:00.001Z', { count: '1' }],
  ])('find the row of a %s that is upserted', async (type, field, value, more) => {
    const one = type.toLowerCase();
    const upsert = `mutation ($by: ${type}Unique!, $create: ${type}CreateInput!, $update: ${type}UpdateInput!) {
      upsert${type}(by: $by, create: $create, update: $update) { ${one} { id version ${field} } errors { message } } }`;
    const given = { [field]: value };
    const told: unknown[] = [];
    for (let time = 0; time < 2; time += 1) {
      const variables = { by: given, create: { ...more, ...given }, update: changeOf(type, time) };
      const data = await app.data<Record<string, unknown>>(upsert, {
        variables,
        viewer: VIEWER,
      });
      told.push(data[`upsert${type}`]);
    }
    expect(told).toEqual([
      { [one]: { id: `${one}_1`, version: 1, [field]: value }, errors: [] },
      { [one]: { id: `${one}_1`, version: 2, [field]: value }, errors: [] },
    ]);
  });

  it('are others, and not taken, where they differ by a millisecond', async () => {
    const create = `mutation ($inputs: [BillCreateInput!]!) {
      createBills(inputs: $inputs) { bills { due } errors { code path } } }`;
    const inputs = (...times: readonly number[]): object[] =>
      times.map((time) => ({
        count: '1',
        due: new Date(Date.UTC(2027, 0, 1) + time).toISOString(),
      }));
    const made = await app.data<Created>(create, {
      variables: { inputs: inputs(1, 2) },
      viewer: VIEWER,
    });
    expect(made.createBills.errors).toEqual([]);
    const taken = await app.data<Created>(create, {
      variables: { inputs: inputs(3, 2, 3) },
      viewer: VIEWER,
    });
    expect(taken.createBills.errors).toEqual([
      { code: 'NOT_UNIQUE', path: ['inputs', '1', 'due'] },
      { code: 'NOT_UNIQUE', path: ['inputs', '2', 'due'] },
    ]);
  });
});

interface Created {
  readonly createBills: { readonly errors: readonly unknown[] };
}

function changeOf(type: string, time: number): object {
  return type === 'Price'
    ? { share: `0.${String(time + 1)}` }
    : type === 'Entry'
      ? { units: time }
      : { count: 5 };
}
