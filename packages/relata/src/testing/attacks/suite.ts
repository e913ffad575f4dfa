import { cursors } from './cursor-route.js';
import { READ_ROUTES } from './read-routes.js';
import { Attack, type Route, TurnedAway } from './route.js';
import { type Attacker, WITH_ALL } from './attackers.js';
import { WRITE_ROUTES } from './write-routes.js';
import type { Send, World } from './world.js';

/** Every way to a row. */
export const ROUTES: readonly Route[] = [...READ_ROUTES, cursors, ...WRITE_ROUTES];

/** How often what was attacked by whom: model, route, attacker. */
export class AttackCoverage {
  readonly #counts = new Map<string, number>();

  add(of: readonly [string, string, string], count: number): void {
    const key = of.join(' / ');
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }

  /** What there is to attack, and was not. */
  missing(world: World): readonly string[] {
    return openRoutes(world)
      .flatMap(([model, route]) =>
        world.attackers.map(({ name }) => [model, route, name].join(' / ')),
      )
      .filter((key) => (this.#counts.get(key) ?? 0) === 0);
  }

  /** Documents that were sent. */
  get total(): number {
    return [...this.#counts.values()].reduce((sum, each) => sum + each, 0);
  }

  /** Documents by model and route, all attackers together. */
  table(world: World): string {
    const models = [...world.catalog.keys()];
    const routes = [...new Set(openRoutes(world).map(([, route]) => route))];
    const count = (model: string, route: string): number =>
      world.attackers.reduce(
        (sum, { name }) => sum + (this.#counts.get([model, route, name].join(' / ')) ?? 0),
        0,
      );
    const lines = routes.map((route) =>
      [route.padEnd(18), ...models.map((model) => String(count(model, route)).padStart(10))].join(
        '',
      ),
    );
    return [
      ['documents'.padEnd(18), ...models.map((model) => ` ${model}`.padStart(10))].join(''),
      ...lines,
      `${String(this.total)} documents, ${String(this.#counts.size)} of model x route x attacker`,
    ].join('\n');
  }
}

/** Names of the routes that lead to a model. */
export function openRoutes({
  catalog,
  app,
  leftOut,
}: World): readonly (readonly [string, string])[] {
  return [...catalog.values()].flatMap((model) =>
    ROUTES.filter((route) => route.isOpen(model, { catalog, schema: app.app.schema, leftOut })).map(
      (route) => [model.name, route.name] as const,
    ),
  );
}

/** What to attack, and how. */
export interface Campaign {
  readonly world: World;
  readonly attacker: Attacker;
  readonly routes?: readonly Route[];
  /** Asks another server than that of the world. */
  readonly send?: Send;
  readonly coverage?: AttackCoverage;
}

/** Attacks every model on every route. @returns what was found, worst first seen */
export async function attackAll(campaign: Campaign): Promise<readonly string[]> {
  const { world, attacker, coverage, routes = ROUTES } = campaign;
  const { catalog, data, app, hooks, leftOut } = world;
  const { schema } = app.app;
  const accomplice = world.attackers.find(({ name }) => name === WITH_ALL) ?? attacker;
  const findings: string[] = [];
  for (const model of catalog.values()) {
    for (const route of routes) {
      if (!route.isOpen(model, { catalog, schema, leftOut })) {
        continue;
      }
      const attack = new Attack({
        catalog,
        schema,
        data,
        hooks,
        leftOut,
        model,
        attacker,
        accomplice,
        send: campaign.send ?? world.send,
      });
      await route.run(attack).catch((error: unknown) => {
        if (!(error instanceof TurnedAway)) {
          throw error;
        }
      });
      coverage?.add([model.name, route.name, attacker.name], attack.sent);
      findings.push(...attack.findings.map((finding) => `[${route.name}] ${finding}`));
    }
  }
  return findings;
}
