import { Collection, type EventArgs, type Opt, type Ref } from '@mikro-orm/core';
import { BeforeUpdate, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field } from 'type-graphql';
import {
  Access,
  type Application,
  BelongsTo,
  BelongsToMany,
  can,
  everyone,
  GraphQLEmail,
  HashOf,
  Model,
  signedIn,
  Tenant,
  UniqueString,
  where,
} from 'relata';
import { passwordRule, passwords, type PasswordsOptions } from 'relata/auth';
import { createApp } from '../../src/create-app.js';
import { loadSettings } from '../../src/settings.js';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { Accounts, type Grant } from '../support/accounts.js';

@Model({ description: 'What workers may do.' })
@Access<Right>({ read: signedIn })
class Right {
  @PrimaryKey({ type: 'integer', autoincrement: true })
  id!: Opt<number>;

  @UniqueString()
  @Field({ description: 'Its name.' })
  name!: string;
}

@Model({ description: 'What a worker is.' })
@Access<Job>({ read: signedIn })
class Job {
  @PrimaryKey({ type: 'integer', autoincrement: true })
  id!: Opt<number>;

  @UniqueString()
  @Field({ description: 'What it is called.' })
  name!: string;

  @BelongsToMany(() => Right, { through: 'job_rights', description: 'What goes with it.' })
  rights = new Collection<Right>(this);
}

@Model({ description: 'Where people work.', plural: 'Branches' })
@Access<Branch>({ read: everyone })
class Branch {
  @PrimaryKey({ type: 'integer', autoincrement: true })
  id!: Opt<number>;

  @UniqueString()
  @Field({ description: 'What it is called.' })
  name!: string;
}

@Model({ description: 'Who works.' })
@Access<Worker>({ read: signedIn, create: can('worker:create') })
class Worker {
  @PrimaryKey({ type: 'integer', autoincrement: true })
  id!: Opt<number>;

  @UniqueString({ caseless: true })
  @Field({ description: 'What the worker goes by.' })
  username!: string;

  usernameKey!: Opt<string>;

  @UniqueString({ caseless: true })
  @Field(() => GraphQLEmail, { description: 'Where to write to.' })
  email!: string;

  emailKey!: Opt<string>;

  @HashOf('password', { description: 'What the worker signs in with.', rule: passwordRule })
  passwordHash!: string;

  @Property({ type: 'boolean', default: true })
  isActive!: Opt<boolean>;

  @Property({ type: 'integer', default: 1, hidden: true })
  accessStamp!: Opt<number>;

  @BelongsToMany(() => Job, { through: 'worker_jobs', description: 'What the worker is.' })
  jobs = new Collection<Job>(this);

  @BelongsTo(() => Branch, { nullable: true, description: 'Where the worker works.' })
  branch?: Ref<Branch> | null;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'What the worker looks after.' })
  region?: string | null;

  @BeforeUpdate()
  raiseAccessStamp({ changeSet }: EventArgs<Worker>): void {
    if (changeSet?.payload.passwordHash !== undefined) {
      this.accessStamp += 1;
    }
  }
}

@Model({ description: 'Of one branch.' })
@Access<Task>({ read: signedIn, create: signedIn })
class Task {
  @PrimaryKey({ type: 'integer', autoincrement: true })
  id!: Opt<number>;

  @Tenant({ attribute: 'place' })
  @BelongsTo(() => Branch, { description: 'Whose task it is.' })
  branch!: Ref<Branch>;

  @UniqueString()
  @Field({ description: 'What is to be done.' })
  title!: string;
}

@Model({ description: 'Of one region.' })
@Access<Notice>({ read: where(({ attributes }) => ({ region: { eq: attributes['area'] } })) })
class Notice {
  @PrimaryKey({ type: 'integer', autoincrement: true })
  id!: Opt<number>;

  @Property({ type: 'string' })
  @Field({ description: 'Who is to read it.' })
  region!: string;
}

const OPTIONS: PasswordsOptions = {
  user: Worker,
  permissions: 'jobs.rights.name',
  signUp: { roles: 'jobs.name', role: 'clerk', permissions: ['worker:create'] },
  adminRole: 'chief',
};

const applicationWith = (attributes: Readonly<Record<string, string>>): Application => ({
  models: [Worker, Job, Right, Branch, Task, Notice],
  auth: passwords({ ...OPTIONS, attributes }),
});

const RIGHTS = ['a:b', 'c\u0001d'];

/** Regions with what a proof is taken apart by, and what would be another attribute. */
const REGIONS = ['north', 'a%25\u0001b', '\u0001=1', '%01', '=', 'ä\n😀'];

describeDatabases(
  'attributes of users',
  dialectsOfRun().map(
    (dialect) => new TestDatabase(applicationWith({ area: 'region', place: 'branch' }), dialect),
  ),
  (database) => {
    let accounts: Accounts;
    let ada: Grant;
    const run = async (statement: string, values: readonly unknown[] = []): Promise<unknown> =>
      await accounts.app.orm.em.fork().execute(statement, [...values]);
    beforeAll(async () => {
      accounts = await Accounts.start(database);
      await run(`insert into jobs (name) values ('clerk'), ('chief')`);
      await run(`insert into branches (name) values ('one'), ('two')`);
      for (const region of REGIONS) {
        await run('insert into notices (region) values (?)', [region]);
      }
      ada = await accounts.signUp('ada');
    });
    afterAll(() => accounts.stop());
    const seen = async (query: string): Promise<unknown> => {
      const { body, text } = await accounts.as(ada.accessToken, query);
      expect(body.errors ?? text).toBe(text);
      return body.data;
    };

    it('are what is said of the user, as of the very next request', async () => {
      const all = '{ tasks { nodes { title branch { name } } } notices { nodes { region } } }';
      expect(await seen(all)).toEqual({ tasks: { nodes: [] }, notices: { nodes: [] } });
      for (const [at, branch] of ['one', 'two'].entries()) {
        await run('update workers set branch_id = ?', [at + 1]);
        await seen('mutation { createTask(input: { title: "t" }) { errors { code } } }');
        expect(await seen(all)).toMatchObject({
          tasks: { nodes: [{ title: 't', branch: { name: branch } }] },
        });
      }
      for (const region of REGIONS) {
        await run('update workers set region = ?', [region]);
        expect(await seen(all)).toMatchObject({
          tasks: { nodes: [{ branch: { name: 'two' } }] },
          notices: { nodes: [{ region }] },
        });
      }
      await run('update workers set branch_id = null, region = null');
      expect(await seen(all)).toEqual({ tasks: { nodes: [] }, notices: { nodes: [] } });
    });

    it('leave permissions as they are', async () => {
      await run('insert into rights (name) values (?), (?)', RIGHTS);
      await run(
        `insert into job_rights (job_id, right_id) select j.id, r.id from jobs j, rights r where j.name = 'clerk'`,
      );
      for (const region of [null, '\n', 'north']) {
        await run('update workers set region = ?', [region]);
        expect(await seen('{ viewer { permissions } }')).toEqual({
          viewer: { permissions: RIGHTS },
        });
      }
    });
  },
);

it.each(['jobs', 'nothing', 'isActive', 'passwordHash'])(
  'attributes of users are no such thing: %s',
  async (name) => {
    const settings = loadSettings({
      DATABASE_URL: 'sqlite::memory:',
      SECRET: 'a secret of the tests, thirty-two bytes',
      LOG_LEVEL: 'silent',
    });
    await expect(createApp(applicationWith({ place: name }), settings)).rejects.toThrow(
      `passwords: the attribute place is taken from Worker.${name}: ` +
        'name a column of texts, UUIDs or integers, or a to-one relation to a row whose key is one',
    );
  },
);
