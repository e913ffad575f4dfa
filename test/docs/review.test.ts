import { createTestApp, type TestApp } from 'relata/testing';
import { withSession } from '../../packages/relata/src/request/session.js';
import { application } from '../../src/app.js';
import { DIALECTS } from '../databases.js';
import { fencesOf, readText } from './markdown.js';
import { Review } from './review.js';

it('the guide has the model that is tested here', () => {
  const shown = fencesOf(readText('docs/adding-a-model.md')).filter(({ text }) =>
    text.includes('class Review '),
  );
  const own = readText('test/docs/review.ts').replaceAll('../../src/models/', './');
  expect(shown.map(({ text }) => text)).toEqual([own]);
});

const [MIRA, ZOE, ANA] = [{ userId: 1 }, { userId: 2 }, { userId: 3 }];
const ERRORS = 'errors { code path }';
const ROWS = [
  `insert into users (username, username_key, email, email_key, password_hash) values
    ('mira', 'mira', 'mira@example.com', 'mira@example.com', '-'),
    ('zoe', 'zoe', 'zoe@example.com', 'zoe@example.com', '-'),
    ('ana', 'ana', 'ana@example.com', 'ana@example.com', '-')`,
  `insert into posts (title, content, status, author_id) values
    ('Of Mira', 'Some text', 'PUBLISHED', 1), ('A draft of Mira', 'Some text', 'DRAFT', 1),
    ('Of Zoë', 'Some text', 'PUBLISHED', 2)`,
];

describe.each(DIALECTS)('reviews on %s', (dialect) => {
  let app: TestApp;
  beforeAll(async () => {
    // Without migrations the tables are made from the models.
    const { auth = [], operations = [] } = application;
    const models = [...application.models, Review];
    app = await createTestApp({ models, auth, operations }, { dialect });
    await withSession(app.app, async (em) => {
      for (const statement of ROWS) {
        await em.execute(statement);
      }
    });
  });
  afterAll(() => app.stop());

  /** What a mutation comes to: nothing wrong, or codes and where. */
  const write = async (field: string, viewer: { userId: number }): Promise<unknown> => {
    const { body } = await app.ask(`mutation { it: ${field} { ${ERRORS} } }`, { viewer });
    const data = body.data as { it: { errors: { code: string; path: string[] }[] } } | null;
    return data?.it.errors.map(({ code, path }) => `${code} ${path.join('.')}`);
  };
  const review = (post: number, viewer: { userId: number }): Promise<unknown> =>
    write(`createReview(input: { stars: 4, post: { connect: "post_${String(post)}" } })`, viewer);

  it('are written of posts of others that can be read, once each', async () => {
    expect(await review(1, ZOE)).toEqual([]);
    expect(await review(1, ANA)).toEqual([]);
    expect(await review(3, MIRA)).toEqual([]);
    expect(await review(1, MIRA)).toEqual(['FORBIDDEN input']);
    expect(await review(2, ZOE)).toEqual(['NOT_FOUND input.post.connect']);
    expect(await review(2, MIRA)).toEqual(['FORBIDDEN input']);
    expect(await review(1, ZOE)).toEqual(['NOT_UNIQUE input.post']);
    const { body } = await app.ask(
      `mutation { createReview(input: { stars: 4, post: { connect: "post_3" } }) { ${ERRORS} } }`,
    );
    expect(body.errors?.[0]?.extensions?.['code']).toBe('UNAUTHENTICATED');
    expect(
      await app.data('{ reviews { nodes { stars post { title } author { username } } } }'),
    ).toEqual({
      reviews: {
        nodes: [
          { stars: 4, post: { title: 'Of Mira' }, author: { username: 'zoe' } },
          { stars: 4, post: { title: 'Of Mira' }, author: { username: 'ana' } },
          { stars: 4, post: { title: 'Of Zoë' }, author: { username: 'mira' } },
        ],
      },
    });
  });

  it('of own posts are refused in bulk and within a post, of which nothing is kept', async () => {
    const reviewOf = (post: number): string =>
      `{ stars: 1, post: { connect: "post_${String(post)}" } }`;
    expect(await write(`createReviews(inputs: [${reviewOf(3)}, ${reviewOf(1)}])`, MIRA)).toContain(
      'FORBIDDEN inputs.1',
    );
    expect(
      await write(
        'createPost(input: { title: "New", content: "Text", reviews: { create: [{ stars: 5 }] } })',
        ANA,
      ),
    ).toEqual(['FORBIDDEN input.reviews.create.0']);
    const counts = '{ posts { totalCount } reviews { totalCount } }';
    expect(await app.data(counts)).toEqual({
      posts: { totalCount: 2 },
      reviews: { totalCount: 3 },
    });
  });

  it('are changed by who wrote them, but not into reviews of own posts', async () => {
    const update = (input: string): string => `updateReview(id: "review_1", input: ${input})`;
    expect(await write(update('{ stars: 2 }'), ZOE)).toEqual([]);
    expect(await write(update('{ stars: 2 }'), MIRA)).toEqual(['FORBIDDEN id']);
    expect(await write(update('{ post: { connect: "post_3" } }'), ZOE)).toEqual([
      'FORBIDDEN input.post',
    ]);
    expect(await write(update('{ stars: 6 }'), ZOE)).toEqual(['VALIDATION input.stars']);
  });

  it('are taken away by who wrote them, and by the author of the post', async () => {
    const remove = (id: number): string => `deleteReview(id: "review_${String(id)}")`;
    expect(await write(remove(1), ANA)).toEqual(['FORBIDDEN id']);
    expect(await write(remove(1), MIRA)).toEqual([]);
    expect(await write(remove(2), ANA)).toEqual([]);
  });
});
