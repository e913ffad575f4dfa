import type { DocumentedQuery } from './markdown.js';

/** The body of an answer, with its status. */
export interface Answered {
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly errors: unknown;
}

/** Stands in the variables of a document for what an answer before it said under the same name. */
const SAID_BEFORE = '…';

/**
 * Sends documents one after the other, as their reader would: signed in from the answer that has an
 * access token to the one that signs out, and with the variables that earlier answers fill in.
 */
export class Conversation {
  readonly #url: string;
  readonly #said = new Map<string, unknown>();
  #token: string | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  async ask({ query, variables }: DocumentedQuery): Promise<Answered> {
    const filled = Object.entries(variables).map(([name, value]) => [
      name,
      value === SAID_BEFORE ? this.#said.get(name) : value,
    ]);
    const response = await fetch(`${this.#url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.#token === null ? {} : { authorization: `Bearer ${this.#token}` }),
      },
      body: JSON.stringify({ query, variables: Object.fromEntries(filled) as object }),
    });
    const { data = {}, errors } = (await response.json()) as Partial<Answered>;
    this.#remember(data);
    if (data['signOut'] === true) {
      this.#token = null;
    }
    return { status: response.status, data, errors };
  }

  #remember(value: unknown): void {
    if (typeof value !== 'object' || value === null) {
      return;
    }
    for (const [name, part] of Object.entries(value)) {
      this.#said.set(name, part);
      if (name === 'accessToken' && typeof part === 'string') {
        this.#token = part;
      }
      this.#remember(part);
    }
  }
}
