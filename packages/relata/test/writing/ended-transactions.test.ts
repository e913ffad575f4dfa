import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../src/request/context.js';
import { withSession } from '../../src/request/session.js';
import { Tag } from '../blog/models/index.js';
import { type Answer, TestApi } from '../support/api.js';
import { describeEachDatabase, type TestDatabase } from '../support/databases.js';
import { ADMIN } from '../support/viewers.js';

@Resolver()
class Stubborn {
  @Mutation(() => Boolean, { description: 'Does not mind what a statement fails with.' })
  async goOn(
    @Arg('sql', () => String) sql: string,
    @Arg('tag', () => String, { nullable: true }) tag: string | null,
    @Ctx() { em }: RequestContext,
  ): Promise<boolean> {
    await em.execute(sql).catch(() => undefined);
    if (tag !== null) {
      em.create(Tag, { name: tag });
    }
    return true;
  }
}

/** A statement after which there is no transaction to go on with. */
const ENDING = `insert into tags (name, name_key) values ('Ended', 'ended')`;
const GO_ON = `goOn(sql: "${ENDING}"`;

async function addTrigger({ orm, dialect }: TestDatabase): Promise<void> {
  const em = orm.em.fork();
  await em.execute(
    dialect === 'sqlite'
      ? `create trigger ended before insert on tags when new.name = 'Ended'
          begin select raise(rollback, 'secret detail'); end`
      : `create function refuse() returns trigger language plpgsql as
          $$ begin raise exception 'secret detail'; end $$;
        create trigger ended before insert on tags for each row
          when (new.name = 'Ended') execute function refuse()`,
  );
}

describeEachDatabase('a transaction that the database has ended', (database) => {
  let api: TestApi;
  beforeAll(async () => {
    await addTrigger(database);
    api = await TestApi.start(database, { operations: [Stubborn] });
  });
  afterAll(() => api.stop());
  beforeEach(async () => {
    await database.orm.em.fork().execute('delete from tags');
  });

  const names = async (): Promise<unknown> =>
    (
      await database.orm.em.fork().execute<{ name: string }[]>('select name from tags order by id')
    ).map(({ name }) => name);
  const ask = (document: string): Promise<Answer> => api.ask(document, { viewer: ADMIN });
  const tag = (name: string): string =>
    `createTag(input: { name: "${name}" }) { errors { code path message } }`;

  it.each([
    ['writes more', `${GO_ON}, tag: "after")`],
    ['writes nothing more', `${GO_ON})`],
    ['is followed by others', `${GO_ON}) after: ${tag('after')}`],
  ])('keeps nothing, and is no success, where a field goes on and %s', async (_how, fields) => {
    const { body, text } = await ask(`mutation { before: ${tag('before')} ${fields} }`);
    expect(await names()).toEqual([]);
    expect(text).not.toContain('secret');
    expect(body.errors).toHaveLength(1);
  });

  it('leaves the units beside it alone', async () => {
    const { body, text } = await ask(
      `mutation @independent { before: ${tag('before')} ${GO_ON}, tag: "within") after: ${tag('after')} }`,
    );
    expect(await names()).toEqual(['before', 'after']);
    expect(text).not.toContain('secret');
    expect(body.errors?.map(({ path }) => path)).toEqual([['goOn']]);
  });

  it('leaves nothing of a script that goes on', async () => {
    const script = withSession(database, async (em) => {
      em.create(Tag, { name: 'before' });
      await em.flush();
      await em.execute(ENDING).catch(() => undefined);
      em.create(Tag, { name: 'after' });
    });
    await expect(script).rejects.toThrow();
    expect(await names()).toEqual([]);
  });

  it('is not gone on with where rows may be dropped, and the next request is served', async () => {
    const { body } = await ask(
      `mutation { before: ${tag('before')}
        it: createTags(errorPolicy: CONTINUE, inputs: [{ name: "one" }, { name: "Ended" }, { name: "two" }])
          { affectedCount errors { code path message } } }`,
    );
    const message = 'violates a database constraint';
    const isOver = database.dialect === 'sqlite';
    const path = isOver ? ['inputs'] : ['inputs', '1'];
    expect(body.data?.['it']).toEqual({
      affectedCount: isOver ? 0 : 2,
      errors: [{ code: 'VALIDATION', path, message }],
    });
    expect(await names()).toEqual(isOver ? [] : ['before', 'one', 'two']);
    await ask(`mutation { it: ${tag('next')} }`);
    expect(await names()).toContain('next');
  });
});
