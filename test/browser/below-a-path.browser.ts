import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createApp } from '../../packages/relata/src/create-app.js';
import { loadSettings } from '../../packages/relata/src/settings.js';
import { application } from '../../src/app.js';
import { launchBrowser, Visitor } from './visitor.js';
import { LANE } from '../../packages/relata/src/testing/lane.js';

it('works below a path of another server, and asks for nothing beside it', async () => {
  const settings = loadSettings({ ...LANE, DATABASE_URL: 'sqlite::memory:', LOG_LEVEL: 'warn' });
  const app = await createApp(application, settings);
  const host = express();
  host.use('/api/v1', app.listener);
  const server = createServer(host as RequestListener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/api/v1`;
  const browser = await launchBrowser();
  const visitor = await Visitor.open(browser, url);
  expect(visitor.page.url()).toBe(`${url}/graphql`);
  await visitor.signInAs('mira');
  expect((await visitor.run()).errors).toBeUndefined();
  await visitor.response().getByText('"totalCount"').waitFor();
  await visitor.keep('below-a-path');
  expect(visitor.complaints).toEqual([]);
  await visitor.page.getByRole('link', { name: 'Relata' }).click();
  await visitor.isReady();
  expect(visitor.page.url()).toBe(`${url}/graphql`);
  const beside = visitor.addresses.filter(
    (address) => !address.startsWith('data:') && !address.startsWith(url),
  );
  expect(beside).toEqual([]);
  await browser.close();
  server.close().closeAllConnections();
  await app.stop();
});
