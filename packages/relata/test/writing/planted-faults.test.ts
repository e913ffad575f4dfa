import type { SqlEntityManager } from '@mikro-orm/sql';
import fc from 'fast-check';
import { TestApi } from '../support/api.js';
import { TestDatabase } from '../support/databases.js';
import { CHEAP_PASSWORDS } from '../support/viewers.js';
import { openStore, type Store } from './generator/store.js';
import { type Bench, Disagreement, sequences, trySequence } from './generator/trial.js';

const SEED = 20_260_401;
/** Within so many sequences each fault is found. */
const SEQUENCES = 120;

type Ask = TestApi['ask'];

/** A fault, and how the honest server comes by it. */
interface Fault {
  readonly name: string;
  /** A trigger that undoes what the server does. */
  readonly trigger?: string;
  /** Changes what the server is asked. */
  readonly ask?: (honest: Ask) => Ask;
  /** Changes the server itself. */
  readonly plant?: (api: TestApi) => void;
}

const FAULTS: readonly Fault[] = [
  {
    name: 'rollback forgotten',
    plant: ({ app }) => {
      commitAlways(app.orm.em);
    },
  },
  {
    name: 'link rows not deleted on set',
    trigger: `before delete on post_tags when exists (select 1 from posts where id = old.post_id)
      and exists (select 1 from tags where id = old.tag_id) begin select raise(ignore); end`,
  },
  {
    name: 'version not raised',
    trigger: `after update of version on posts when new.version > old.version
      begin update posts set version = old.version where id = new.id; end`,
  },
  {
    name: 'password kept as it is',
    trigger: `after insert on users when new.id > 5
      begin update users set password_hash = 'a long secret' where id = new.id; end`,
  },
  {
    name: 'orphans left',
    trigger: `before delete on profiles when exists (select 1 from users where id = old.user_id)
      begin select raise(ignore); end`,
  },
  {
    name: 'deleted users not restored',
    trigger: `after update of deleted_at on users when new.deleted_at is null
      begin update users set deleted_at = old.deleted_at where id = new.id; end`,
  },
  {
    name: 'documents not atomic',
    ask: (honest) => (query, options) => honest(query.replace(') {', ') @independent {'), options),
  },
  { name: 'expectedVersion ignored', ask: withVariables(/^expectedVersion/, null) },
  { name: 'atMost ignored', ask: withVariables(/^atMost/, 100) },
];

describe('the comparison with the model', () => {
  const database = new TestDatabase('sqlite');
  let api: TestApi;
  let store: Store;

  beforeEach(async () => {
    await database.open();
    api = await TestApi.start(database, {
      env: { ...CHEAP_PASSWORDS, SQLITE_SYNCHRONOUS: 'NORMAL', LIMIT_COST: '1000000' },
    });
    store = await openStore(database);
  });
  afterEach(async () => {
    await store.close();
    await api.stop();
    await database.close();
  });

  it('finds nothing where nothing is wrong', async () => {
    expect(await sequencesUntilFound({ api, store, dialect: 'sqlite' })).toBeNull();
  });

  it.each(FAULTS)('finds out: $name', async ({ trigger, ask, plant }) => {
    plant?.(api);
    const honest: Ask = (query, options) => api.ask(query, options);
    const found = await sequencesUntilFound({
      api: { ask: ask?.(honest) ?? honest },
      store: trigger === undefined ? store : withTrigger(store, trigger),
      dialect: 'sqlite',
    });
    expect(found).not.toBeNull();
  });
});

/** How many sequences it took to disagree; null when none did. */
async function sequencesUntilFound(bench: Bench): Promise<number | null> {
  const tries = fc.sample(sequences(), { seed: SEED, numRuns: SEQUENCES });
  for (const [at, tapes] of tries.entries()) {
    try {
      await trySequence(bench, tapes);
    } catch (error) {
      if (error instanceof Disagreement) {
        return at + 1;
      }
      throw error;
    }
  }
  return null;
}

/** Every session that is forked from now on keeps what it should take back. */
function commitAlways(em: SqlEntityManager): void {
  const fork = em.fork.bind(em);
  em.fork = (options) => {
    const forked = fork(options);
    forked.rollback = () => forked.commit();
    commitAlways(forked);
    return forked;
  };
}

/** The tables are filled without the trigger, and changed with it. */
function withTrigger(store: Store, trigger: string): Store {
  return {
    ...store,
    run: (statements) =>
      store.run([
        'drop trigger if exists planted',
        ...statements,
        `create trigger planted ${trigger}`,
      ]),
  };
}

function withVariables(name: RegExp, value: unknown): (honest: Ask) => Ask {
  return (honest) => (query, options) => {
    const variables = Object.entries(options?.variables ?? {}).map(([key, given]) => [
      key,
      name.test(key) ? value : given,
    ]);
    const said = Object.fromEntries(variables) as Record<string, unknown>;
    return honest(query, { ...options, variables: said });
  };
}
