import type { SqlEntityManager } from '@mikro-orm/sql';
import fc from 'fast-check';
import type { Application } from 'relata';
import type { Engine } from '../../src/reading/engine.js';
import {
  ignoringAttributes,
  ignoringChains,
  settingFields,
  writing,
} from '../../src/testing/attacks/faults.js';
import { startServer } from '../../src/testing/reads/server-pair.js';
import { withoutInvariants } from '../../src/testing/suite-options.js';
import type { TestApp } from '../../src/testing/test-app.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import {
  trySequence,
  WriteDisagreement,
  writeSequences,
} from '../../src/testing/writes/sequence.js';
import type { Change } from '../../src/writing/dry-run/change.js';
import { blog } from '../blog/blog.js';
import { depot } from '../depot/depot.js';
import { zoo } from '../zoo/zoo.js';

const SEED = 20_260_401;
/** Within so many sequences each fault is found. */
const SEQUENCES = 120;
/** Where nothing is wrong, fewer will do: the suites themselves try more. */
const CLEAN_SEQUENCES = 15;

type Ask = TestApp['ask'];

/** A fault, and how the honest server comes by it. */
interface Fault {
  readonly name: string;
  readonly engine?: (engine: Engine) => Engine;
  /** Changes what the server is asked. */
  readonly ask?: (honest: Ask) => Ask;
  /** Changes the server itself. */
  readonly plant?: (app: TestApp) => void;
  /** A trigger that undoes what the server does. */
  readonly trigger?: string;
}

const NONE: Fault = { name: 'none' };

const OF_ANY: readonly Fault[] = [
  {
    name: 'rollback forgotten',
    plant: ({ app }) => {
      commitAlways(app.orm.em);
    },
  },
  { name: 'fields write rule ignored', engine: settingFields },
  {
    name: 'documents not atomic',
    ask: (honest) => (query, options) => honest(query.replace(') {', ') @independent {'), options),
  },
  { name: 'expectedVersion ignored', ask: withVariables(/^expectedVersion/, null) },
  { name: 'atMost ignored', ask: withVariables(/^atMost/, 100) },
  { name: 'a change not told by a dry run', ask: withChanges((changes) => changes.slice(1)) },
  {
    name: 'a dry run that tells what is as it was',
    ask: withChanges((changes) =>
      changes.map((change) => ({ ...change, fields: { id: { before: 'same', after: 'same' } } })),
    ),
  },
  {
    name: 'a dry run that tells of another row',
    ask: withChanges((changes) => changes.map((change) => ({ ...change, id: `${change.id}0` }))),
  },
];

const OF_DEPOT: readonly Fault[] = [
  { name: 'create policy ignored', engine: writing('Shelf', 'create') },
  { name: 'update policy ignored', engine: writing('Parcel', 'update') },
  { name: 'delete policy ignored', engine: writing('Parcel', 'delete') },
  {
    name: 'version not raised',
    trigger: `after update of version on shelves when new.version > old.version
      begin update shelves set version = old.version where id = new.id; end`,
  },
  {
    name: 'links not deleted',
    trigger: `before delete on parcel_stamps when exists (select 1 from parcels where id = old.parcel_id)
      begin select raise(ignore); end`,
  },
  {
    name: 'deleted rows not restored',
    trigger: `after update of deleted_at on parcels when new.deleted_at is null and old.deleted_at is not null
      begin update parcels set deleted_at = old.deleted_at where id = new.id; end`,
  },
  {
    name: 'another column changed',
    trigger: `after update of label on shelves begin update shelves set width = 3 where id = new.id; end`,
  },
];

const OF_ZOO: readonly Fault[] = [
  { name: 'what rules say of related rows ignored', engine: ignoringChains },
  { name: 'attributes of viewers ignored', engine: ignoringAttributes },
  { name: 'fields write rule ignored', engine: settingFields },
];

describe.each([
  { title: 'the blog', application: blog, faults: OF_ANY },
  { title: 'the depot', application: depot, faults: [...OF_ANY, ...OF_DEPOT] },
  { title: 'the zoo', application: zoo, faults: OF_ZOO },
])('the comparison of the writes of $title', ({ application, faults }) => {
  it('finds nothing where nothing is wrong', async () => {
    expect(await sequencesUntilFound(application, NONE)).toBeNull();
  });

  it.each(faults)('finds out: $name', async (fault) => {
    expect(await sequencesUntilFound(application, fault)).not.toBeNull();
  });
});

/** How many sequences it took to disagree; null when none did. */
async function sequencesUntilFound(application: Application, fault: Fault): Promise<number | null> {
  const database = new TestDatabase(withoutInvariants(application), 'sqlite');
  await database.open();
  try {
    const app = await startServer(database, {
      env: { SQLITE_SYNCHRONOUS: 'NORMAL' },
      ...(fault.engine && { decorateEngine: fault.engine }),
    });
    fault.plant?.(app);
    const honest: Ask = (query, options) => app.ask(query, options);
    const ask = fault.ask?.(honest) ?? honest;
    if (fault.trigger !== undefined) {
      await app.app.orm.em.fork().execute(`create trigger planted ${fault.trigger}`);
    }
    const sequences = fc.sample(writeSequences(), {
      seed: SEED,
      numRuns: fault === NONE ? CLEAN_SEQUENCES : SEQUENCES,
    });
    for (const [at, sequence] of sequences.entries()) {
      try {
        await trySequence({ app, ask, hooks: {} }, sequence);
      } catch (error) {
        if (error instanceof WriteDisagreement) {
          return at + 1;
        }
        throw error;
      }
    }
    return null;
  } finally {
    await database.close();
  }
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

/** Changes what a dry run tells. */
function withChanges(
  tell: (changes: readonly Change[]) => readonly Change[],
): (honest: Ask) => Ask {
  return (honest) => async (query, options) => {
    const answer = await honest(query, options);
    const changes = answer.body.extensions?.['changes'] as readonly Change[] | undefined;
    const extensions = { changes: tell(changes ?? []) };
    return changes === undefined ? answer : { ...answer, body: { ...answer.body, extensions } };
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
