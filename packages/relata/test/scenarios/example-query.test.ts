import { Property } from '@mikro-orm/decorators/legacy';
import { Field } from 'type-graphql';
import { Access } from '../../src/access/access.js';
import { everyone, signedIn } from '../../src/access/rules.js';
import { assemble } from '../../src/assemble.js';
import { exampleQuery, welcomeTo } from '../../src/example-query.js';
import { MutableModel } from '../../src/model/base-model.js';
import { Model } from '../../src/model/decorators.js';
import { loadSettings } from '../../src/settings.js';
import { LANE } from '../../src/testing/lane.js';

@Model({ description: 'A letter, for those who are known.' })
@Access<Letter>({ read: signedIn })
class Letter extends MutableModel {
  @Property({ type: 'string' })
  @Field({ description: 'What it says.' })
  text!: string;
}

@Model({ description: 'A poster, for everybody.' })
@Access<Poster>({ read: everyone })
class Poster extends MutableModel {
  /** No field: nobody sees it. */
  @Property({ type: 'string', default: '' })
  draft!: string;

  @Property({ type: 'string' })
  @Field({ description: 'What it says.' })
  headline!: string;
}

describe('the query that is proposed', () => {
  const proposed = async (...models: readonly (typeof Letter | typeof Poster)[]) => {
    const settings = loadSettings({ ...LANE, NODE_ENV: 'test', DATABASE_URL: 'sqlite::memory:' });
    const { engine, orm } = await assemble({ models }, settings);
    await orm.close();
    return { queries: exampleQuery(engine), welcome: welcomeTo(engine)[0]?.query ?? '' };
  };

  it('asks for what everybody may read, and sees', async () => {
    const { queries, welcome } = await proposed(Letter, Poster);
    expect(queries).toEqual(['{ posters(first: 3) { nodes { headline } } }']);
    expect(welcome).toContain('query Welcome { posters(first: 3) { nodes { headline } } }');
  });

  it('is none where there is nothing like that; the playground has one all the same', async () => {
    const { queries, welcome } = await proposed(Letter);
    expect(queries).toEqual([]);
    expect(welcome).toContain('query Welcome { __typename }');
  });
});
