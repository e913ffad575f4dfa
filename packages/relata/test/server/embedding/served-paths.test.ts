import type { IncomingMessage } from 'node:http';
import { isServed } from '../../../src/server/embedding/served-paths.js';

const HTML = 'text/html,*/*;q=0.8';

const served = (
  url: string,
  { accept = '*/*', path = '', playground = true, originalUrl = url } = {},
): boolean =>
  isServed({ path, playground }, {
    method: 'GET',
    url,
    originalUrl,
    headers: { accept },
  } as unknown as IncomingMessage);

describe('the paths of an application in a server that has others', () => {
  it.each(['/graphql', '/graphql?query={a}', '/healthz', '/readyz', '/playground/key/page.js'])(
    '%s is one',
    (url) => {
      expect(served(url)).toBe(true);
      expect(served(`/api${url}`, { path: '/api' })).toBe(true);
      expect(served(url, { path: '/api' })).toBe(false);
    },
  );

  it.each(['/graphql2', '/graphql/x', '/playgrounds', '/playground', '/healthz/x', '/other'])(
    '%s is none',
    (url) => {
      expect(served(url)).toBe(false);
      expect(served(`/api${url}`, { path: '/api', accept: HTML })).toBe(false);
    },
  );

  it('the root is one for browsers below a path, of either kind', () => {
    expect(served('/api', { path: '/api', accept: HTML })).toBe(true);
    expect(served('/', { originalUrl: '/api', accept: HTML })).toBe(true);
    expect(served('/', { accept: HTML })).toBe(false);
    expect(served('/api', { path: '/api' })).toBe(false);
    expect(served('/', { originalUrl: '/api' })).toBe(false);
  });

  it('nothing of the playground is one where there is none', () => {
    expect(served('/playground/key/page.js', { playground: false })).toBe(false);
    expect(served('/api', { path: '/api', accept: HTML, playground: false })).toBe(false);
    expect(served('/graphql', { playground: false })).toBe(true);
  });
});
