import fc from 'fast-check';
import { Gender, PostStatus, Profession } from '../../blog/models/enums.js';
import type { Cell, DataSet, StoredRow } from '../oracle/data-set.js';
import { piece, text } from './texts.js';

type Columns = Readonly<Record<string, fc.Arbitrary<Cell>>>;

/** Few instants, so that there are ties; among them the first and the last there are. */
const dateTime = fc
  .constantFrom(
    '0001-01-01T00:00:00.000Z',
    '1969-12-31T23:59:59.999Z',
    '2026-01-01T00:00:00.000Z',
    '2026-01-01T00:00:00.001Z',
    '2026-02-28T12:34:56.789Z',
    '9999-12-31T23:59:59.999Z',
  )
  .map((iso) => Date.parse(iso));

const integer = fc.constantFrom(-2_147_483_648, -7, -1, 0, 1, 2, 2, 3, 3, 10, 2_147_483_647);

const json = fc.oneof(
  fc.constantFrom<Cell>({}, [], 'text', 7, true),
  fc.record(
    {
      phone: fc.constantFrom<Cell>('1', '2', 1, 2.5, 1e21, -0.1, true, null, 'Σ', '%', '"', '{}'),
      email: fc.constantFrom<Cell>('a@b.org', '', false, 0),
      more: fc.record({ list: fc.array(fc.constantFrom<Cell>('x', 'y', 3, false)), 0: text }),
      odd: fc.dictionary(
        fc.constantFrom(
          '',
          'a"b',
          "a'b",
          'x.y',
          '{,}',
          '\\',
          ' ',
          'null',
          'length',
          'toString',
          '😀',
        ),
        fc.constantFrom<Cell>('', 'x', 0, true, null),
      ),
    },
    { requiredKeys: [] },
  ),
) as fc.Arbitrary<Cell>;

const base: Columns = { createdAt: dateTime, updatedAt: dateTime, version: integer };

/** Half of the cells are null. */
function orNull(value: fc.Arbitrary<Cell>): fc.Arbitrary<Cell> {
  return fc.oneof(value, fc.constant(null));
}

const POST: Columns = {
  ...base,
  title: text,
  content: text,
  status: fc.constantFrom(...Object.values(PostStatus), PostStatus.PUBLISHED, PostStatus.PUBLISHED),
  publishedAt: orNull(dateTime),
};

const PROFILE: Columns = {
  ...base,
  firstName: text,
  lastName: orNull(text),
  age: orNull(integer),
  gender: fc.constantFrom(...Object.values(Gender)),
  profession: fc.constantFrom(...Object.values(Profession)),
  interests: orNull(
    fc.array(fc.constantFrom('a', 'A', '', 'b', 'null', '"', 'ß', '😀', '{}', ','), {
      maxLength: 3,
    }),
  ),
  contacts: orNull(json),
  bio: orNull(text),
  avatar: orNull(fc.uint8Array({ maxLength: 5 })),
};

const USER: Columns = {
  ...base,
  passwordHash: fc.constant('none'),
  accessStamp: fc.constant(1),
  isActive: fc.boolean(),
  deletedAt: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: dateTime },
  ),
};

const NAMED: Columns = { ...base, description: orNull(text) };

/** Rows with keys that have gaps and are in no order. */
function rowsOf(columns: Columns, least: number, most: number): fc.Arbitrary<readonly StoredRow[]> {
  const row = fc.record({ ...columns, id: fc.integer({ min: 1, max: 99 }) });
  return fc.uniqueArray(row, {
    minLength: least,
    maxLength: most,
    selector: ({ id }) => id,
  });
}

/** Names that stay unique when case is folded: each ends with the key of its row. */
function named(rows: fc.Arbitrary<readonly StoredRow[]>): fc.Arbitrary<readonly StoredRow[]> {
  return fc
    .tuple(rows, fc.array(piece, { minLength: 40, maxLength: 40 }))
    .map(([all, pieces]) =>
      all.map((row, at) => ({ ...row, name: `${pieces[at] ?? ''}.${String(row.id)}` })),
    );
}

function users(): fc.Arbitrary<readonly StoredRow[]> {
  const cases = fc.array(fc.tuple(piece, fc.constantFrom('User', 'user', 'X')), {
    minLength: 12,
    maxLength: 12,
  });
  return fc.tuple(rowsOf(USER, 6, 11), cases).map(([all, names]) =>
    all.map((row, at) => {
      const [prefix = '', suffix = ''] = names[at] ?? [];
      const email = `${suffix}.${String(row.id)}@Example.org`;
      return { ...row, username: `${prefix}${suffix}${String(row.id)}`, email };
    }),
  );
}

/** Pairs of two models' rows: some rows get many, others none. */
function links(
  owners: readonly StoredRow[],
  targets: readonly StoredRow[],
): fc.Arbitrary<readonly (readonly [number, number])[]> {
  const pair = fc.tuple(biased(owners), biased(targets));
  return fc.uniqueArray(pair, {
    minLength: 4,
    maxLength: 26,
    selector: ([a, b]) => `${String(a)} ${String(b)}`,
  });
}

/** A key, more often of a row near the front. */
function biased(rows: readonly StoredRow[]): fc.Arbitrary<number> {
  const front = rows.slice(0, 3);
  return fc.oneof(fc.constantFrom(...front), fc.constantFrom(...rows)).map(({ id }) => id);
}

/** A whole data set for the six models. */
export const dataSet: fc.Arbitrary<DataSet> = fc
  .record({
    User: users(),
    Post: rowsOf(POST, 14, 34),
    Profile: rowsOf(PROFILE, 11, 11),
    Role: named(rowsOf(NAMED, 3, 6)),
    Permission: named(rowsOf(NAMED, 4, 8)),
    Tag: named(rowsOf(base, 4, 9)),
  })
  .chain((rows) =>
    fc.record({
      rows: fc
        .tuple(
          fc.array(biased(rows.User), { minLength: 34, maxLength: 34 }),
          fc.shuffledSubarray([...rows.User], { minLength: Math.min(4, rows.User.length) }),
        )
        .map(([authors, holders]) => ({
          ...rows,
          Post: rows.Post.map((post, at) => ({ ...post, author: authors[at] ?? 0 })),
          Profile: holders.flatMap((user, at) => {
            const profile = rows.Profile[at];
            return profile === undefined ? [] : [{ ...profile, user: user.id }];
          }),
        })),
      links: fc.record({
        user_roles: links(rows.User, rows.Role),
        user_tags: links(rows.User, rows.Tag),
        post_tags: links(rows.Post, rows.Tag),
        rbac_role_permission: links(rows.Role, rows.Permission),
      }),
    }),
  );
