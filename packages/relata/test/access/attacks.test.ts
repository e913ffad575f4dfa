import type { Engine } from '../../src/reading/engine.js';
import { describeAttacks } from '../../src/testing/attacks/describe-attacks.js';
import {
  reading,
  settingFields,
  tellingCursors,
  unmasking,
  writing,
} from '../../src/testing/attacks/faults.js';
import { attackAll, openRoutes, ROUTES } from '../../src/testing/attacks/suite.js';
import { sendTo, startAttackedServer, World } from '../../src/testing/attacks/world.js';
import { models } from '../blog/models/index.js';
import { blogWith } from '../support/application.js';
import { TestDatabase } from '../support/databases.js';
import { Remark } from '../support/models/remark.js';

/** The models that are attacked: those of the blog, and one it does not have. */
const ATTACKED_MODELS = [...models, Remark] as const;

describeAttacks(blogWith({ models: ATTACKED_MODELS }));

/** A fault, and where it is: the other routes are attacked on a server that has none. */
interface Fault {
  readonly name: string;
  readonly engine: (engine: Engine) => Engine;
  readonly route: string;
  /** Who finds it. */
  readonly attacker: string;
  /** Set where only the reference reader has what the fault is in. */
  readonly reader?: 'reference';
}

const FAULTS: readonly Fault[] = [
  ...['get by id', 'node', 'nodes', 'list', 'relations', 'where', 'orderBy', 'aggregate'].map(
    (route): Fault => ({
      name: `policy left out of ${route}`,
      engine: reading('Post'),
      route,
      attacker: 'other',
    }),
  ),
  {
    name: 'policy left out of lookup',
    engine: reading('Role'),
    route: 'lookup',
    attacker: 'anonymous',
  },
  ...['where', 'orderBy', 'aggregate', 'cursors', 'lookup', 'upsert'].map((route): Fault => ({
    name: `mask left out of ${route}`,
    engine: unmasking,
    route,
    attacker: 'other',
  })),
  { name: 'mask left out of conflicts', engine: unmasking, route: 'conflict', attacker: 'editor' },
  {
    name: 'masked values in cursors',
    engine: tellingCursors,
    route: 'cursors',
    attacker: 'owner',
    reader: 'reference',
  },
  {
    name: 'update policy ignored in nested connect',
    engine: writing('Post', 'update'),
    route: 'connect',
    attacker: 'owner',
  },
  {
    name: 'update policy ignored in nested set',
    engine: writing('Post', 'update'),
    route: 'set',
    attacker: 'owner',
  },
  ...(['update', 'upsert'] as const).map((verb): Fault => ({
    name: `update policy ignored in nested ${verb}`,
    engine: writing('Tag', 'update'),
    route: `nested ${verb}`,
    attacker: 'owner',
  })),
  {
    name: 'fields write rule ignored in nested update',
    engine: settingFields,
    route: 'nested update',
    attacker: 'owner',
  },
  {
    name: 'hidden rows updated within others',
    engine: reading('Remark'),
    route: 'nested update',
    attacker: 'other',
  },
  {
    name: 'restore without policy',
    engine: reading('User'),
    route: 'restore',
    attacker: 'editor',
  },
  {
    name: 'deleted rows purged by who does not see them',
    engine: reading('User'),
    route: 'purge',
    attacker: 'editor',
  },
  {
    name: 'delete policy ignored in delete where',
    engine: writing('Tag', 'delete'),
    route: 'delete where',
    attacker: 'owner',
  },
  { name: 'fields write rule ignored', engine: settingFields, route: 'update', attacker: 'owner' },
  {
    name: 'hidden rows connected',
    engine: reading('Post'),
    route: 'create',
    attacker: 'other',
  },
  {
    name: 'update policy ignored in domain operations',
    engine: writing('Post', 'update'),
    route: 'domain',
    attacker: 'owner',
  },
];

describe('the attacks', () => {
  const database = new TestDatabase('sqlite', { models: ATTACKED_MODELS });
  let world: World;
  let openOnes: readonly string[];
  beforeAll(async () => {
    await database.open();
    world = await World.start(database);
    openOnes = openRoutes(world).map(([, route]) => route);
  });
  afterAll(async () => {
    await world.stop();
    await database.close();
  });

  it('know no route that leads to no model', () => {
    expect(ROUTES.map(({ name }) => name).filter((name) => !openOnes.includes(name))).toEqual([]);
  });

  it.each(FAULTS)('find out: $name', async ({ engine, route, attacker: name, reader }) => {
    const faulty = await startAttackedServer(database, {
      decorateEngine: engine,
      ...(reader === undefined ? {} : { env: { READER: reader } }),
    });
    try {
      const attacker = world.attackers.find((each) => each.name === name);
      const findings =
        attacker === undefined
          ? []
          : await attackAll({
              world,
              attacker,
              routes: ROUTES.filter((each) => each.name === route),
              send: (document, as) => sendTo(faulty, document, as),
            });
      expect(findings.length).toBeGreaterThan(0);
    } finally {
      await faulty.stop();
    }
  });
});
