import { Property } from '@mikro-orm/decorators/legacy';
import { GraphQLScalarType } from 'graphql';
import { GraphQLJSONObject, GraphQLURL } from 'graphql-scalars';
import { Arg, Field, Query, Resolver } from 'type-graphql';
import { Access } from '../../src/access/access.js';
import { everyone, where } from '../../src/access/rules.js';
import { BaseModel } from '../../src/model/base-model.js';
import { Model } from '../../src/model/decorators.js';
import { withSession } from '../../src/request/session.js';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { BothReaders } from '../support/both-readers.js';
import { makeModel } from '../support/models/made-model.js';
import { refusal, URLS } from '../support/refusal.js';

/** What the scalars of this test make of what clients write. */
class Percent {
  readonly hundredths: number;

  constructor(hundredths: number) {
    this.hundredths = hundredths;
  }
}

/** Over an integer: clients write `"50%"` or `50`, and are told `50`; nothing but its own values is written by it. */
const PERCENT = new GraphQLScalarType<Percent, number>({
  name: 'Percent',
  description: 'From 0 to 100.',
  serialize: (value) => {
    if (!(value instanceof Percent)) {
      throw new TypeError('no percent');
    }
    return value.hundredths;
  },
  parseValue: (value) => {
    const number = typeof value === 'string' ? Number(/^(\d+)%$/.exec(value)?.[1]) : value;
    if (typeof number !== 'number' || !(number >= 0 && number <= 100)) {
      throw new RangeError('must be from 0 to 100');
    }
    return new Percent(number);
  },
});

/** Over texts: in capitals. */
const CODE = new GraphQLScalarType<string, string>({
  name: 'Code',
  description: 'Capitals and digits.',
  serialize: (value) => String(value).replace(/^read:/, ''),
  parseValue: (value) => {
    const text = String(value).toUpperCase();
    if (!/^[A-Z\d]+$/.test(text)) {
      throw new TypeError('must be capitals and digits');
    }
    return `read:${text}`;
  },
});

/** Writes what an integer cannot hold. */
const LIAR = new GraphQLScalarType<unknown, unknown>({
  name: 'Liar',
  description: 'Of no column.',
  serialize: () => 'seven',
  parseValue: (value) => value,
});

@Model({ description: 'A row with scalars of its own.' })
@Access<Site>({
  read: where<Site>({ share: { lte: '50%' } }),
  create: everyone,
  update: everyone,
  delete: everyone,
})
class Site extends BaseModel {
  @Property({ type: 'string', length: 60, nullable: true, unique: true })
  @Field(() => GraphQLURL, { nullable: true })
  page?: string | null;

  @Property({ type: 'string[]', nullable: true })
  @Field(() => [GraphQLURL], { nullable: true })
  links?: string[] | null;

  @Property({ type: 'integer', default: 7 })
  @Field(() => PERCENT)
  share!: number;

  @Property({ type: 'int[]', nullable: true })
  @Field(() => [PERCENT], { nullable: true })
  shares?: number[] | null;

  @Property({ type: 'double', nullable: true, unique: true })
  @Field(() => PERCENT, { nullable: true })
  exactly?: number | null;

  @Property({ type: 'text', nullable: true })
  @Field(() => CODE, { nullable: true })
  code?: string | null;

  @Property({ type: 'integer', nullable: true })
  @Field(() => LIAR, { nullable: true })
  lie?: number | null;

  @Property({ type: 'json', nullable: true })
  @Field(() => GraphQLJSONObject, { nullable: true })
  more?: object | null;

  @Field(() => PERCENT, { nullable: true })
  half(): Percent {
    return new Percent(this.share / 2);
  }
}

@Resolver()
class Percents {
  @Query(() => PERCENT)
  twice(@Arg('of', () => PERCENT) of: Percent): Percent {
    return new Percent(of.hundredths * 2);
  }
}

const FIELDS = 'page links share shares exactly code more';
const CREATE = `mutation ($input: SiteCreateInput!) {
  createSite(input: $input) { site { id ${FIELDS} } errors { code path message } } }`;

interface Payload {
  readonly site: (Readonly<Record<string, unknown>> & { readonly id: string }) | null;
  readonly errors: readonly unknown[];
}

interface Page {
  readonly sites: {
    readonly nodes: unknown;
    readonly aggregate: unknown;
    readonly pageInfo: { readonly endCursor: string };
  };
}

const REFUSED: readonly (readonly [field: string, given: unknown])[] = [
  ['page', 'no address'],
  ['page', `https://example.org/${'x'.repeat(60)}`],
  ['page', 7],
  ['links', ['https://example.org', 'no address']],
  ['links', [null]],
  ['share', 101],
  ['share', '101%'],
  ['share', null],
  ['share', 0.5],
  ['shares', [1, 101]],
  ['exactly', -1],
  ['code', 'a-b'],
  ['code', ''],
  ['lie', 1],
  ['more', 'text'],
  ['more', [1]],
];

describeDatabases(
  'columns under scalars of the application',
  dialectsOfRun().map(
    (dialect) => new TestDatabase({ models: [Site], operations: [Percents] }, dialect),
  ),
  (database) => {
    const readers = BothReaders.during(database, 'sites');
    const create = async (input: object): Promise<Payload> => {
      const options = { variables: { input } };
      return (await readers.compiled.data<{ createSite: Payload }>(CREATE, options)).createSite;
    };
    const found = async (filter: object): Promise<readonly unknown[]> => {
      const { sites } = await readers.data<{ sites: { nodes: { id: string }[] } }>(
        'query ($where: SiteWhere) { sites(where: $where) { nodes { id } } }',
        { variables: { where: filter } },
      );
      return sites.nodes.map(({ id }) => id);
    };

    it('are stored as the scalar writes them, and told so', async () => {
      const { site, errors } = await create({
        page: 'HTTPS://Example.org',
        links: ['http://A.example:80/x', 'https://b.example/?q=1'],
        share: '50%',
        shares: ['1%', 2],
        exactly: 12.5,
        code: 'ab1',
        more: { b: 1, a: [] },
      });
      expect(errors).toEqual([]);
      const { id, ...values } = site ?? { id: '' };
      expect(values).toEqual({
        page: 'https://example.org/',
        links: ['http://a.example/x', 'https://b.example/?q=1'],
        share: 50,
        shares: [1, 2],
        exactly: 12.5,
        code: 'AB1',
        more: { b: 1, a: [] },
      });
      expect(await readers.data(`{ site(id: "${id}") { ${FIELDS} } }`)).toEqual({ site: values });
      const stored = await withSession(readers.compiled.app, (em) =>
        em.findOneOrFail(Site, { share: 50 }),
      );
      expect(stored).toMatchObject({ page: 'https://example.org/', share: 50, code: 'AB1' });
    });

    it('are found by what clients write, as it is read', async () => {
      const { site } = await create({
        page: 'https://example.org/',
        links: ['https://a.example/'],
        share: 20,
        shares: [1, 2],
        exactly: 0.5,
        code: 'AB1',
      });
      await create({ page: 'https://example.com/', share: 30 });
      const one = [site?.id];
      for (const filter of [
        { page: { eq: 'https://EXAMPLE.org' } },
        { page: { in: ['https://example.org', 'https://x.example'] } },
        { page: { endsWith: '.org/' } },
        { page: { contains: 'EXAMPLE.ORG', mode: 'INSENSITIVE' } },
        { page: { gt: 'https://example.coz' } },
        { not: { page: { ne: 'https://example.org' } } },
        { links: { has: 'https://A.example' } },
        { share: { lt: '25%' } },
        { share: { eq: 20 } },
        { shares: { hasEvery: ['2%', 1] } },
        { exactly: { gte: 0.5 } },
        { code: { eq: 'ab1' } },
        { code: { startsWith: 'AB' } },
        { links: { isNull: false } },
      ]) {
        expect([filter, await found(filter)]).toEqual([filter, one]);
      }
      const lookup = 'query ($page: URL!) { siteByPage(page: $page) { id } }';
      expect(await readers.data(lookup, { variables: { page: 'https://EXAMPLE.org' } })).toEqual({
        siteByPage: { id: site?.id },
      });
      expect(await readers.data('{ siteByExactly(exactly: 0.5) { id } }')).toEqual({
        siteByExactly: { id: site?.id },
      });
    });

    it('are ordered, walked and added up by what is stored', async () => {
      for (const share of [30, '2%', 10]) {
        await create({ share, page: `https://example.org/${String(share)}` });
      }
      const query = `query ($after: String) { sites(first: 1, after: $after, orderBy: [{ share: DESC }, { page: ASC }]) {
        nodes { share } pageInfo { endCursor } aggregate { min { share page } max { share } sum { share } } } }`;
      let after: string | null = null;
      for (const share of [30, 10, 2]) {
        const { sites }: Page = await readers.data<Page>(query, { variables: { after } });
        expect([sites.nodes, sites.aggregate]).toEqual([
          [{ share }],
          {
            min: { share: 2, page: 'https://example.org/10' },
            max: { share: 30 },
            sum: { share: '42' },
          },
        ]);
        after = sites.pageInfo.endCursor;
      }
    });

    it.each(REFUSED)('%s: %j is refused, and nothing is written', async (field, given) => {
      const { body } = await readers.compiled.ask(CREATE, {
        variables: { input: { [field]: given } },
      });
      const { createSite } = (body.data ?? {}) as { createSite?: Payload };
      const error = JSON.stringify((body.errors ?? createSite?.errors)?.[0]);
      expect(error).toMatch(new RegExp(`${field}.*"BAD_USER_INPUT"|"VALIDATION".*"${field}`));
      expect(error).not.toContain('"path":[]');
      expect(await found({})).toEqual([]);
    });

    it.each([
      ['page', { eq: 'no address' }],
      ['links', { has: 'no address' }],
      ['share', { in: [1, 101] }],
      ['code', { eq: 'a-b' }],
      ['lie', { eq: 1 }],
    ])('%s: a filter by %j is refused', async (field, filter) => {
      const { body } = await readers.compiled.ask(
        'query ($where: SiteWhere) { sites(where: $where) { totalCount } }',
        { variables: { where: { [field]: filter } } },
      );
      expect(JSON.stringify(body.errors)).toMatch(new RegExp(`${field}.*BAD_USER_INPUT`));
    });

    it('are taken for the same where they are unique', async () => {
      const { site } = await create({ page: 'https://example.org' });
      const page = 'https://EXAMPLE.org/';
      expect((await create({ page })).errors).toMatchObject([
        { code: 'NOT_UNIQUE', path: ['input', 'page'] },
      ]);
      const answer = await readers.compiled.data(
        `mutation ($page: String!) { upsertSite(by: { page: $page }, create: { page: $page }, update: { share: 3 }) {
          site { id share } errors { code path } } }`,
        { variables: { page } },
      );
      expect(answer).toEqual({ upsertSite: { site: { id: site?.id, share: 3 }, errors: [] } });
    });

    it('are told as they are stored, also where the scalar would not have them', async () => {
      await readers.run(`insert into sites (page, share, code) values ('example', -7, 'a-b')`);
      expect(await readers.data('{ sites { nodes { page share code } } }')).toEqual({
        sites: { nodes: [{ page: 'example', share: -7, code: 'a-b' }] },
      });
    });

    it('are told by a dry run as by an answer', async () => {
      const { site } = await create({ page: 'https://example.org', shares: [1] });
      const { body } = await readers.compiled.ask(
        `mutation ($id: ID!) { updateSite(id: $id, input: { page: "https://B.example", shares: ["9%"] }) { errors { code } } }`,
        { variables: { id: site?.id }, headers: { 'x-dry-run': 'true' } },
      );
      expect(JSON.stringify(body)).toContain(
        JSON.stringify({
          page: { before: 'https://example.org/', after: 'https://b.example/' },
          shares: { before: [1], after: [9] },
        }).slice(1, -1),
      );
    });

    it('leave fields and arguments written by hand to the scalar', async () => {
      const { site } = await create({ share: 8 });
      const query = `{ twice(of: "21%") site(id: "${site?.id ?? ''}") { share half } }`;
      const { text } = await readers.compiled.ask(query);
      expect(text).toBe('{"data":{"twice":42,"site":{"share":8,"half":4}}}\n');
      expect((await readers.reference.ask(query)).text).toBe(text);
    });

    it('are documented by their scalars', async () => {
      const { __type: type } = await readers.compiled.data<{ __type: { inputFields: object[] } }>(
        '{ __type(name: "PercentFilter") { inputFields { name type { name } } } }',
      );
      expect(type.inputFields).toContainEqual({ name: 'gte', type: { name: 'Percent' } });
    });
  },
);

describe('a scalar', () => {
  it.each(URLS)('over columns of two kinds stops the start on %s', async (url) => {
    const model = makeModel((prototype) => {
      for (const [name, type] of [
        ['x', 'text'],
        ['y', 'integer'],
      ] as const) {
        Property({ type, nullable: true })(prototype, name);
        Field(() => CODE, { nullable: true })(prototype, name);
      }
    });
    expect(await refusal(model, url)).toMatch(/^StartupError: .*CodeFilter/);
  });
});
