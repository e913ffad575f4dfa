import type { FormattedExecutionResult } from 'graphql';
import type { Role } from '../../../src/testing/askers.js';
import { cursorsFor, withLiterals } from './cursors-of.js';
import type { DocumentCoverage } from './document-coverage.js';
import type { Trait, Values } from './draft.js';
import { type Asked, Difference, type Duel, type Settled } from './duel.js';
import { reduce } from './reduce.js';
import type { Trial } from './trial-arbitrary.js';

/** What trials are held before. */
export interface Court {
  readonly duels: readonly Duel[];
  readonly coverage?: DocumentCoverage;
  readonly score?: Score;
  /** Whether a document that shows a difference is taken apart; it is unless said. */
  readonly isReduced?: boolean;
}

/** How many requests were made, and who answered those that could be answered. */
export interface Score {
  asked: number;
  answered: number;
  compiled: number;
}

/**
 * Asks a document: as it is, with cursors from its own answer, with other values, as somebody else.
 * @throws Difference for the smallest document found that shows it
 */
export async function tryDocument(court: Court, trial: Trial): Promise<void> {
  const { draft, values, role } = trial;
  const session = new Session(court, draft.traits);
  const first: Asked = { ...draft, values, role };
  const data = await session.ask(first);
  const cursors = cursorsFor(draft.cursors, data);
  if (Object.keys(cursors).length > 0) {
    court.coverage?.tally.add('again with cursors');
    const given = { ...values, ...cursors };
    await session.ask(
      trial.areCursorsLiteral
        ? { ...first, query: withLiterals(draft.query, cursors), values }
        : { ...first, values: given },
    );
  }
  for (const others of trial.otherValues) {
    court.coverage?.tally.add('again with other values');
    await session.ask({ ...first, values: others });
  }
  if (trial.otherRole !== null) {
    court.coverage?.tally.add('again by another viewer');
    await session.ask({ ...first, role: trial.otherRole });
  }
}

/** The requests of one trial, in their order: what is kept of one may change what the next is answered. */
class Session {
  readonly #court: Court;
  readonly #traits: ReadonlySet<Trait>;
  readonly #before: { readonly values: Values; readonly role: Role }[] = [];

  constructor(court: Court, traits: ReadonlySet<Trait>) {
    this.#court = court;
    this.#traits = traits;
  }

  async ask(asked: Asked): Promise<unknown> {
    const { coverage, score } = this.#court;
    const answers = await this.#settled(asked);
    this.#before.push(asked);
    const [first] = answers;
    const { data } = JSON.parse(first?.text ?? '{}') as FormattedExecutionResult;
    coverage?.count(asked, data);
    if (score !== undefined) {
      score.asked += answers.length;
      if (data !== undefined && data !== null) {
        score.answered += answers.length;
        score.compiled += answers.filter(({ isCompiled }) => isCompiled).length;
      }
    }
    return data;
  }

  async #settled(asked: Asked): Promise<readonly Settled[]> {
    const { duels, isReduced = true } = this.#court;
    const traits = this.#traits;
    try {
      return await settle(duels, asked, traits);
    } catch (error) {
      if (!(error instanceof Difference) || !isReduced) {
        throw error;
      }
      throw await smallest({ duels, traits, before: this.#before }, error);
    }
  }
}

interface Scene {
  readonly duels: readonly Duel[];
  readonly traits: ReadonlySet<Trait>;
  readonly before: readonly { readonly values: Values; readonly role: Role }[];
}

/** Asks on every database; the answers must be the same to the byte. */
async function settle(
  duels: readonly Duel[],
  asked: Asked,
  traits: ReadonlySet<Trait>,
): Promise<readonly Settled[]> {
  // All have ended before anything else is asked, whatever one of them throws.
  const settled = await Promise.allSettled(duels.map((duel) => duel.ask(asked, traits)));
  const answers = settled.map((each) => {
    if (each.status === 'rejected') {
      throw each.reason;
    }
    return each.value;
  });
  const [first, ...others] = answers;
  // The sum of floats depends on the order in which they come, and on who adds them.
  if (!traits.has('floatSum') && others.some(({ text }) => text !== first?.text)) {
    throw new Difference(
      'The databases differ',
      asked,
      answers.map(({ text }) => text),
    );
  }
  return answers;
}

/** Takes the document of a difference apart as far as the difference stays. */
async function smallest(scene: Scene, found: Difference): Promise<Difference> {
  // With another text it is another document, of which nothing is kept.
  const anew = { ...found.asked, query: `${found.asked.query}\n` };
  const alone = await differenceOf({ ...scene, before: [] }, anew);
  if (scene.before.length > 0 && alone?.reason === found.reason) {
    return await smallest({ ...scene, before: [] }, alone);
  }
  let last = found;
  await reduce(found.asked, async (smaller) => {
    const difference = await differenceOf(scene, smaller);
    const isSame = difference?.reason === found.reason;
    last = isSame ? difference : last;
    return isSame;
  });
  return scene.before.length === 0 ? last : last.after(scene.before);
}

async function differenceOf(
  { duels, traits, before }: Scene,
  asked: Asked,
): Promise<Difference | null> {
  try {
    for (const earlier of [...before, {}]) {
      await settle(duels, { ...asked, ...earlier }, traits);
    }
    return null;
  } catch (error) {
    if (error instanceof Difference) {
      return error;
    }
    throw error;
  }
}
