import { Property } from '@mikro-orm/decorators/legacy';
import {
  Access,
  allOf,
  anyOf,
  BelongsTo,
  everyone,
  maskEmail,
  not,
  own,
  readable,
  self,
  some,
  via,
  where,
} from 'relata';
import { Field, Int } from 'type-graphql';
import type { Rule } from '../../src/access/rules.js';
import { Post } from '../blog/models/index.js';
import { makeModel } from '../support/models/made-model.js';
import { refusal, URLS } from '../support/refusal.js';

interface Made {
  readonly region: string;
  readonly post: Post;
}

let made = 0;

/** Why an application does not start with a model that refers to a post and has one rule more. */
async function refused(rule: Rule, url: string): Promise<string> {
  made += 1;
  const model = makeModel((prototype) => {
    const options = { description: 'A post.', reverse: `ruled${String(made)}` };
    BelongsTo(() => Post, options)(prototype, 'post');
    Property({ type: 'string', nullable: true })(prototype, 'region');
    Field(() => String, { nullable: true, description: 'Where.' })(prototype, 'region');
  });
  Access({ read: everyone, update: rule })(model);
  return await refusal(model, url);
}

const throwing = where(({ attributes }) => {
  const [region] = attributes['regions'] as readonly string[];
  return { region: { eq: region } };
});

describe.each(URLS)('on %s the start refuses', (url) => {
  const notThere = (model: string, name: string): string =>
    `StartupError: ${model}: a policy names a relation ${name} that is not there`;
  const toMany = (model: string, rule: string, instead: string): string =>
    `StartupError: ${model}: its policy has ${rule}, which leads to many rows: write ${instead}`;
  const filter = (reason: string): string =>
    `StartupError: Made: its policy has a filter that cannot be used: ${reason}`;

  it.each<readonly [string, Rule, string]>([
    ['an unknown relation', own('pots'), notThere('Made', 'pots')],
    ['one at the end of a path', own('post.writer'), notThere('Post', 'writer')],
    ['one on the way', own('post.blog.author'), notThere('Post', 'blog')],
    ['a column for a relation', own('post.title'), notThere('Post', 'title')],
    ['a path of nothing', own(''), notThere('Made', '')],
    ['an unknown relation to many', some('post.labels', self), notThere('Post', 'labels')],
    ['one deep in a rule', not(anyOf(allOf(via('pots', self)))), notThere('Made', 'pots')],
    ['own of many', own('post.tags'), toMany('Post', `own('tags')`, `some('tags', self)`)],
    ['via many', via('post.tags', everyone), toMany('Post', `via('tags')`, `some('tags', …)`)],
    ['readable many', readable('post.tags'), toMany('Post', `readable('tags')`, `some('tags', …)`)],
    [
      'a filter with an unknown name',
      where<Made>(({ attributes }) => ({ post: { region: { eq: attributes['region'] } } })),
      filter('where.post.region: Post has no region to filter by'),
    ],
    [
      'a filter with an unknown operator, whatever it is to take',
      where<Made>(({ attributes }) => ({ region: { equals: attributes['region'] } })),
      filter('where.region.equals: unknown operator equals'),
    ],
    [
      'a function that gives no filter',
      where<Made>(() => undefined as never),
      filter('where: must not be null'),
    ],
    [
      'a function that fails for a viewer without attributes',
      throwing,
      filter('undefined is not iterable'),
    ],
  ])('%s', async (_what, rule, message) => {
    expect((await refused(rule, url)).slice(0, message.length)).toBe(message);
  });

  it('policies that ask each other who may read', async () => {
    const model: ReturnType<typeof makeModel> = makeModel((prototype) => {
      BelongsTo(() => model as never, { nullable: true, reverse: false })(prototype, 'parent');
    });
    Access({ read: readable('parent') })(model);
    expect(await refusal(model, url)).toBe(
      'StartupError: Made: its policy asks who may read rows whose policy asks the same of these again',
    );
  });

  it.each<readonly [string, object, string]>([
    [
      'a whole',
      { else: maskEmail },
      'label and does not say to whom it shows the whole: add `read`',
    ],
    ['a number', { read: self, else: maskEmail }, 'label, which is no text: leave `else` out'],
  ])('a mask that has no text, or %s to show', async (what, policy, message) => {
    const model = makeModel((prototype) => {
      const isText = what === 'a whole';
      Property({ type: isText ? 'string' : 'integer', nullable: true })(prototype, 'label');
      Field(() => (isText ? String : Int), { nullable: true, description: 'One.' })(
        prototype,
        'label',
      );
    });
    Access({ read: everyone, fields: { label: policy } })(model);
    expect(await refusal(model, url)).toBe(
      `StartupError: Made: its policy shows a part of ${message}`,
    );
  });
});
