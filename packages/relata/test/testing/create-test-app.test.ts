import { Property } from '@mikro-orm/decorators/legacy';
import { Access, BaseModel, can, everyone, Model } from 'relata';
import { createTestApp, describeEachDatabase } from 'relata/testing';
import { Field } from 'type-graphql';

@Model({ description: 'A jar on a shelf.' })
@Access<Jar>({ read: everyone, create: can('jar:create') })
class Jar extends BaseModel {
  @Property({ type: 'string' })
  @Field({ description: 'What is in it.' })
  content!: string;
}

@Model({ description: 'Nobody says who may read it.' })
class Unruly extends BaseModel {}

const application = { models: [Jar] };
const CREATE = 'mutation { createJar(input: { content: "salt" }) { errors { code } } }';

describe('an application for a test', () => {
  it('has a database of its own, that goes with it', async () => {
    await using one = await createTestApp(application);
    await using other = await createTestApp(application);
    await one.data(CREATE, { viewer: { userId: 1, permissions: ['jar:create'] } });
    const counts = [one, other].map((app) => app.data('{ jars { totalCount } }'));
    expect(await Promise.all(counts)).toEqual([
      { jars: { totalCount: 1 } },
      { jars: { totalCount: 0 } },
    ]);
  });

  it('answers nobody once it has stopped', async () => {
    const app = await createTestApp(application);
    await app.stop();
    await expect(app.ask('{ jars { totalCount } }')).rejects.toThrow('fetch failed');
  });

  it('takes settings, and shows the errors of an answer that must have none', async () => {
    await using app = await createTestApp(application, {
      env: { PAGE_SIZE: '2', PAGE_SIZE_MAX: '2' },
    });
    await expect(app.data('{ jars(first: 3) { totalCount } }')).rejects.toThrow(
      'Unexpected errors: {"errors":[',
    );
  });

  it('says that the application itself is wrong', async () => {
    await expect(createTestApp({ models: [Unruly] })).rejects.toThrow('Unruly has no policy');
  });
});

describeEachDatabase('an application for each database', { application }, (app) => {
  it('is asked as anybody, and tells its statements', async () => {
    expect((await app.ask(CREATE)).status).toBe(401);
    const { statements } = await app.ask('{ jars { totalCount nodes { content } } }', {
      viewer: { userId: 7, permissions: [], attributes: { tenant: 'a' } },
    });
    expect(statements).toHaveLength(1);
    expect(statements[0]?.sql).toContain('jar');
  });
});
