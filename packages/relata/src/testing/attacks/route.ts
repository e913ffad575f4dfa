import type { GraphQLSchema } from 'graphql';
import type { Catalog, Model } from '../../model/model.js';
import type { Answer } from '../test-app.js';
import type { RowHooks } from '../rows/row-hooks.js';
import type { DataSet } from '../oracle/data-set.js';
import { Oracle } from '../oracle/oracle.js';
import type { View } from '../oracle/policy.js';
import { Canaries } from './canaries.js';
import { Rights } from './rights.js';
import type { Attacker } from './attackers.js';
import type { AttackDocument, Send } from './world.js';

/** Everything one attacker has to attack one model with. */
export class Attack {
  readonly catalog: Catalog;
  readonly schema: GraphQLSchema;
  readonly model: Model;
  readonly hooks: RowHooks;
  readonly attacker: Attacker;
  readonly oracle: Oracle;
  readonly rights: Rights;
  /** Who sees everything there is to see; for cursors somebody else made. */
  readonly accomplice: Accomplice;
  readonly leftOut: readonly string[];
  readonly findings: string[] = [];
  /** Documents that were sent. */
  sent = 0;
  readonly #send: Send;
  readonly #canaries: Canaries;

  constructor(options: AttackOptions) {
    const { catalog, schema, data, attacker, accomplice } = options;
    this.catalog = catalog;
    this.schema = schema;
    this.model = options.model;
    this.hooks = options.hooks;
    this.leftOut = options.leftOut;
    this.attacker = attacker;
    this.oracle = new Oracle(catalog, data, attacker.viewer);
    this.rights = new Rights(catalog, this.oracle.view);
    this.accomplice = {
      attacker: accomplice,
      view: new Oracle(catalog, data, accomplice.viewer).view,
    };
    this.#send = options.send;
    this.#canaries = canariesOf(options, this.oracle.view);
  }

  get view(): View {
    return this.oracle.view;
  }

  /** Sends a document, and looks for what no answer may have in it. */
  async ask(document: AttackDocument): Promise<Answer> {
    this.sent += 1;
    const answer = await this.#send(document, this.attacker);
    if (!this.attacker.isLetIn) {
      this.#expectTurnedAway(answer, document);
      throw new TurnedAway();
    }
    // An average of what may be seen can be any number.
    const isAveraged = document.query.includes(' avg {');
    const leaked = this.#canaries
      .leaked(answer.text, document)
      .filter((mark) => !isAveraged || mark.startsWith('zq'));
    if (leaked.length > 0) {
      this.report(`the answer has ${leaked.join(', ')}`, document);
    }
    const codes = (answer.body.errors ?? []).map(({ extensions }) => extensions?.['code']);
    if (codes.includes('INTERNAL_SERVER_ERROR')) {
      this.report(`the server failed: ${answer.text.slice(0, 300)}`, document);
    }
    return answer;
  }

  /** Sends a document as the accomplice. */
  async askAccomplice(document: AttackDocument): Promise<Answer> {
    return await this.#send(document, this.accomplice.attacker);
  }

  report(what: string, { query, variables }: AttackDocument): void {
    this.findings.push(
      `${this.attacker.name} on ${this.model.name}: ${what}\n  ${query.slice(0, 600)} ${JSON.stringify(variables ?? {}).slice(0, 300)}`,
    );
  }

  #expectTurnedAway({ status, body, text }: Answer, document: AttackDocument): void {
    const codes = body.errors?.map(({ extensions }) => extensions?.['code']);
    const isRight = status === 401 && codes?.length === 1 && codes[0] === 'UNAUTHENTICATED';
    if (!isRight || (body.data !== undefined && body.data !== null)) {
      this.report(`was not turned away: ${String(status)} ${text.slice(0, 300)}`, document);
    }
  }
}

/** Thrown once somebody was turned away: nothing more is to be learnt. */
export class TurnedAway extends Error {
  override readonly name = 'TurnedAway';
}

/** What {@link Attack} is made from. */
export interface AttackOptions {
  readonly catalog: Catalog;
  readonly schema: GraphQLSchema;
  readonly data: DataSet;
  readonly hooks: RowHooks;
  /** Hand-written mutations that keep to rules of their own. */
  readonly leftOut: readonly string[];
  readonly model: Model;
  readonly attacker: Attacker;
  readonly accomplice: Attacker;
  readonly send: Send;
}

interface Accomplice {
  readonly attacker: Attacker;
  readonly view: View;
}

/** One way to a row. */
export interface Route {
  readonly name: string;
  /** Whether a model has it. */
  isOpen(model: Model, of: Pick<Attack, 'schema' | 'catalog' | 'leftOut'>): boolean;
  /** Tries everything there is to try on it. */
  run(attack: Attack): Promise<void>;
}

// What a viewer may see is the same for all of its attacks.
const canaries = new WeakMap<DataSet, WeakMap<Attacker, Canaries>>();

function canariesOf({ catalog, data, attacker }: AttackOptions, view: View): Canaries {
  const ofData = canaries.get(data) ?? new WeakMap<Attacker, Canaries>();
  canaries.set(data, ofData);
  const known = ofData.get(attacker) ?? new Canaries(catalog, view);
  ofData.set(attacker, known);
  return known;
}
