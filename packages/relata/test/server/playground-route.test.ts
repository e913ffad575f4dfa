import { startHarness } from './harness.js';

describe('the playground beside the API', () => {
  const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

  it('leaves programs on the same path alone', async () => {
    const server = await startHarness({ PLAYGROUND: 'on' });
    expect((await server.post('{ hello }')).body).toEqual({ data: { hello: 'world' } });
    const answer = await fetch(`${server.url}/graphql?query={hello}`);
    expect(await answer.json()).toEqual({ data: { hello: 'world' } });
    const page = await fetch(server.url, { headers: HTML, redirect: 'manual' });
    expect(page.status).toBe(302);
    expect(page.headers.get('location')).toBe('/graphql');
    await server.stop();
  });

  it('is not there when it is off', async () => {
    const server = await startHarness({ PLAYGROUND: 'off' });
    expect((await fetch(server.url, { headers: HTML })).status).toBe(404);
    expect((await fetch(`${server.url}/graphql`, { headers: HTML })).status).toBe(400);
    await server.stop();
  });
});
