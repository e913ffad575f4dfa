import { Field } from 'type-graphql';
import { describeEachDatabase } from '../../../src/testing/describe-each-database.js';
import { nativeText } from '../../../src/kinds/native-text.js';
import { ColumnOf } from '../../../src/model/column-of.js';
import { makeModel } from '../../support/models/made-model.js';
import { refusal, URLS } from '../../support/refusal.js';
import { Host } from './host.js';
import { GraphQLPoint, pointKind } from './point.js';
import { sql } from 'kysely';

const near = pointKind.filter({} as never).own?.['near'];
const POINTS = pointKind.samples({} as never) as readonly string[];
const ASKED = POINTS.flatMap((point) =>
  [0, 1, 5, 1_414_213, 2_000_000].map((within) => ({ point, within })),
);

describeEachDatabase('the operators of a kind', { application: { models: [Host] } }, (app) => {
  it('are in the databases what they are in Node', async () => {
    const viewer = { userId: null, permissions: ['host:create'] };
    for (const [at, place] of POINTS.entries()) {
      const { createHost } = await app.data<{ createHost: { errors: object[] } }>(
        `mutation ($input: HostCreateInput!) { createHost(input: $input) { errors { message } } }`,
        { viewer, variables: { input: { address: `10.0.0.${String(at)}`, place } } },
      );
      expect(createHost.errors).toEqual([]);
    }
    for (const asked of ASKED) {
      const { hosts } = await app.data<{ hosts: { nodes: { place: string }[] } }>(
        `query ($near: Near!) { hosts(where: { place: { near: $near } }, orderBy: [{ id: ASC }]) { nodes { place } } }`,
        { variables: { near: asked } },
      );
      const read = near?.read(asked);
      const held = POINTS.filter(
        (place) => read !== undefined && 'value' in read && near?.holds(place, read.value) === true,
      );
      expect([asked, hosts.nodes.map(({ place }) => place)]).toEqual([asked, held]);
    }
  });
});

it.each(URLS)('of two kinds under one scalar must be the same (%s)', async (url) => {
  const other = nativeText({
    name: 'other',
    native: 'text',
    scalar: GraphQLPoint,
    what: 'a point',
    order: 'none',
    form: (text) => ({ value: text }),
    isFormed: (text) => `${text} <> ''`,
    print: (value) => sql`${value}`,
    samples: () => ['x'],
    sample: String,
  });
  const model = makeModel((prototype) => {
    for (const [name, kind] of Object.entries({ one: pointKind, two: other })) {
      ColumnOf(kind, { nullable: true })(prototype, name);
      Field(() => GraphQLPoint, { nullable: true })(prototype, name);
    }
  });
  expect(await refusal(model, url)).toMatch(/Two types would be named PointFilter/);
});
