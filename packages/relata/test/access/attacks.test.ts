import type { Engine } from '../../src/reading/engine.js';
import { describeEachDatabase, TestDatabase } from '../support/databases.js';
import { reading, settingFields, tellingCursors, unmasking, writing } from './attack/faults.js';
import { AttackCoverage, attackAll, ROUTES } from './attack/suite.js';
import { type AttackerName, ATTACKERS } from './attack/viewers.js';
import { ATTACKED_MODELS, sendTo, startAttackedServer, World } from './attack/world.js';

/** Findings shown of one attacker. */
const SHOWN = 6;

describeEachDatabase(
  'whatever is attacked',
  (database) => {
    const coverage = new AttackCoverage();
    let world: World;
    let before: unknown;
    beforeAll(async () => {
      world = await World.start(database);
      before = await world.contents();
    }, 60_000);
    afterAll(() => world.stop());

    it.each(ATTACKERS)('%s learns and changes only what the policies allow', async (name) => {
      const attacker = world.attackers.find((each) => each.name === name);
      const findings =
        attacker === undefined ? ['nobody'] : await attackAll({ world, attacker, coverage });
      expect(findings.slice(0, SHOWN).join('\n')).toBe('');
    });

    it('was attacked on every route by everybody', () => {
      process.stdout.write(`${coverage.table(world)}\n`);
      expect(coverage.missing(world)).toEqual([]);
    });

    it('has all its rows as they were', async () => {
      expect(await world.contents()).toEqual(before);
    });
  },
  { models: ATTACKED_MODELS },
);

/** A fault, and where it is: the other routes are attacked on a server that has none. */
interface Fault {
  readonly name: string;
  readonly engine: (engine: Engine) => Engine;
  readonly route: string;
  /** Who finds it. */
  readonly attacker: AttackerName;
  /** Set where only the reference reader has what the fault is in. */
  readonly reader?: 'reference';
}

const FAULTS: readonly Fault[] = [
  ...['get by id', 'node', 'nodes', 'list', 'relations', 'where', 'orderBy', 'aggregate'].map(
    (route): Fault => ({
      name: `policy left out of ${route}`,
      engine: reading('Post'),
      route,
      attacker: 'other user',
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
    attacker: 'other user',
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
  {
    name: 'restore without policy',
    engine: reading('User'),
    route: 'restore',
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
    attacker: 'other user',
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
  beforeAll(async () => {
    await database.open();
    world = await World.start(database);
  });
  afterAll(async () => {
    await world.stop();
    await database.close();
  });

  it.each(FAULTS)('find out: $name', async ({ engine, route, attacker: name, reader }) => {
    const faulty = await startAttackedServer(database, {
      decorateEngine: engine,
      ...(reader === undefined ? {} : { reader }),
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
