import type { PlaygroundExample } from '../../relata/src/server/playground/playground-example.js';
import type { SampleAccount } from '../../relata/src/server/playground/sample-account.js';

/** What the server wrote into the page about itself. */
export interface PageFacts {
  /** Whether tokens travel in cookies. */
  readonly cookies: boolean;
  /** Accounts of the sample data that can be signed in to here. */
  readonly accounts: readonly SampleAccount[];
  /** The tabs of a first visit. */
  readonly examples: readonly PlaygroundExample[];
}

/** Reads what the server wrote beside the root of the page. */
export function pageFactsOf({ dataset }: HTMLElement): PageFacts {
  return {
    cookies: dataset['cookies'] === 'true',
    accounts: JSON.parse(dataset['accounts'] ?? '[]') as readonly SampleAccount[],
    examples: JSON.parse(dataset['examples'] ?? '[]') as readonly PlaygroundExample[],
  };
}
