import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';

/** What `iss` of its tokens says. */
export const ISSUER = 'https://id.example.com/';
/** Whom its tokens are for. */
export const AUDIENCE = 'relata-tests';

/** What a token says beside who asks. */
export interface TokenOptions {
  readonly kid?: string;
  readonly issuer?: string;
  readonly audience?: string;
  /** In seconds from now. */
  readonly endsIn?: number;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** An identity provider: keys, tokens, and a JWKS over HTTP that may be made to fail. */
export class Issuer {
  /** How often it was asked for its keys. */
  asked = 0;
  /** Answers in the place of the JWKS. */
  answer: ((response: ServerResponse) => void) | null = null;
  readonly #keys = new Map<string, { readonly privateKey: CryptoKey; readonly jwk: object }>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Starts it with one key. */
  static async start(): Promise<Issuer> {
    const server = createServer((_request, response) => {
      issuer.#reply(response);
    });
    const issuer = new Issuer(server);
    await issuer.addKey('first');
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return issuer;
  }

  /** Where its keys are. */
  get jwks(): URL {
    const { port } = this.#server.address() as AddressInfo;
    return new URL(`http://127.0.0.1:${String(port)}/jwks.json`);
  }

  async addKey(kid: string): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    this.#keys.set(kid, {
      privateKey,
      jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256' },
    });
  }

  removeKey(kid: string): void {
    this.#keys.delete(kid);
  }

  /** A token of a subject. @throws TypeError for a key that is not there */
  async token(subject: string, options: TokenOptions = {}): Promise<string> {
    const { kid = 'first', issuer = ISSUER, audience = AUDIENCE, endsIn = 600 } = options;
    const key = this.#keys.get(kid);
    if (key === undefined) {
      throw new TypeError(`There is no key ${kid}`);
    }
    return await new SignJWT({ ...options.claims })
      .setProtectedHeader({ alg: 'ES256', kid })
      .setSubject(subject)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + endsIn)
      .sign(key.privateKey);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    if (this.#server.listening) {
      this.#server.close();
      await once(this.#server, 'close');
    }
  }

  #reply(response: ServerResponse): void {
    this.asked += 1;
    if (this.answer !== null) {
      this.answer(response);
      return;
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: [...this.#keys.values()].map(({ jwk }) => jwk) }));
  }
}
