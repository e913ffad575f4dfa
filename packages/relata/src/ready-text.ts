import { exampleQuery } from './example-query.js';
import type { Engine } from './reading/engine.js';
import type { Settings } from './settings.js';

/** What can be asked. */
interface Ready {
  readonly engine: Engine;
  readonly settings: Settings;
}

/**
 * What is said once an application can be asked, in two lines.
 * @param url - where a person opens it
 */
export function readyText({ engine, settings }: Ready, url: string): string {
  const ways = [
    exampleQuery(engine).map((query) => `try ${query}`),
    settings.features.playground ? ['open it in a browser'] : [],
  ].flat();
  const graphql = [`GraphQL is at ${url}/graphql`, ways.join(', or ')].filter(
    (part) => part !== '',
  );
  return `Relata is ready at ${url}\n${graphql.join('; ')}\n`;
}
