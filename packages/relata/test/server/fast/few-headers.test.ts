import { HeaderMap } from '@apollo/server';
import { APOLLO_LOOKS_AT } from '../../../src/server/fast/few-headers.js';
import { type Harness, startHarness } from '../harness.js';

/** Names of headers that are asked for while something is done. */
async function namesAskedFor(work: () => Promise<unknown>): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  const { prototype } = HeaderMap;
  const { get, has } = Object.getOwnPropertyDescriptors(prototype);
  prototype.get = function (name) {
    names.add(name);
    return Map.prototype.get.call(this, name) as string | undefined;
  };
  prototype.has = function (name) {
    names.add(name);
    return Map.prototype.has.call(this, name);
  };
  try {
    await work();
  } finally {
    Object.defineProperties(prototype, { get, has });
  }
  return names;
}

// It is told of no others: what another version asks for besides would not be there.
describe('the headers Apollo is told of', () => {
  let server: Harness;

  beforeAll(async () => {
    server = await startHarness({ FAST_PATH: 'on' });
  });

  afterAll(() => server.stop());

  it('are all it looks at', async () => {
    const asked = await namesAskedFor(async () => {
      await server.post('{ hello }', {}, { accept: 'text/html' });
      await server.post('{ hello');
      const url = `${server.url}/graphql?query=${encodeURIComponent('{ hello }')}`;
      const origin = 'https://elsewhere.example';
      const ways = [
        {},
        { origin },
        { accept: 'text/html' },
        { origin, 'content-type': 'text/plain' },
      ];
      for (const headers of ways) {
        await fetch(url, { headers });
      }
    });
    // Of an answer with errors, we ask ourselves.
    expect([...asked].filter((name) => name !== 'retry-after').sort()).toEqual(
      [...APOLLO_LOOKS_AT].sort(),
    );
  });
});

/** Names of headers that Apollo is told of while something is done. */
async function namesToldOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  const names: string[] = [];
  const { set } = Object.getOwnPropertyDescriptors(HeaderMap.prototype);
  HeaderMap.prototype.set = function (name, value) {
    names.push(name);
    Map.prototype.set.call(this, name, value);
    return this;
  };
  try {
    await work();
  } finally {
    Object.defineProperty(HeaderMap.prototype, 'set', set);
  }
  return names;
}

describe.each(['on', 'off'])('the headers Apollo is told of with FAST_PATH=%s', (lane) => {
  it('are few or all', async () => {
    const server = await startHarness({ FAST_PATH: lane });
    const names = await namesToldOf(() => server.post('{ hello }', {}, { 'x-own': 'a' }));
    await server.stop();
    expect(names).toContain('accept');
    expect(names.includes('x-own')).toBe(lane === 'off');
  });
});
