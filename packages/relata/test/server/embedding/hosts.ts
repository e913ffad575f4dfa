import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import express from 'express';
import { fastify } from 'fastify';
import { fastify as fastify4 } from 'fastify-4';
import type { App } from '../../../src/create-app.js';

/** A server with routes of its own, and an application below a path of it. */
export interface Host {
  /** Where it listens. */
  readonly url: string;
  /** Ends it. */
  close(): Promise<unknown>;
}

/** A kind of server, and how an application gets into it. */
export interface HostKind {
  readonly name: string;
  /** What `createApp` is told of the path. */
  readonly path?: string;
  /** Starts one with the application below `/api`. Beside it, `/api/echo` answers what is posted to it. */
  readonly start: (app: App) => Promise<Host>;
}

/** Answers of hooks of the host say this. */
export const HOST_HEADER = 'x-host';

async function startFastify(make: typeof fastify, app: App, parsesItself = false): Promise<Host> {
  const host = make();
  host.addHook('onRequest', (_request, reply, done) => {
    reply.header(HOST_HEADER, 'fastify');
    done();
  });
  if (parsesItself) {
    host.removeAllContentTypeParsers();
    host.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
      done(null, JSON.parse(String(body)));
    });
  }
  host.setErrorHandler((_error, _request, reply) => reply.code(418).send('of the host'));
  host.setNotFoundHandler((_request, reply) => reply.code(404).send('of the host'));
  host.post('/api/echo', (request) => request.body);
  await host.register(app.plugin, { prefix: '/api' });
  const url = await host.listen({ host: '127.0.0.1', port: 0 });
  return { url, close: () => host.close() };
}

async function startExpress(
  app: App,
  { reads, mounts }: { readonly reads: boolean; readonly mounts: boolean },
): Promise<Host> {
  const host = express();
  host.disable('x-powered-by');
  host.use((_request, response, next) => {
    response.setHeader(HOST_HEADER, 'express');
    next();
  });
  if (reads) {
    host.use(express.json());
  }
  if (mounts) {
    host.use('/api', app.listener);
  } else {
    host.use(app.listener);
  }
  host.post('/api/echo', express.json(), (request, response) => {
    response.json(request.body);
  });
  host.use((_request, response) => {
    response.status(404).send('of the host');
  });
  return await listening(createServer(host as RequestListener));
}

async function listening(server: Server): Promise<Host> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const bareHttp =
  (app: App): RequestListener =>
  (request, response) => {
    response.setHeader(HOST_HEADER, 'http');
    if (request.url === '/api/echo') {
      void text(request).then((body) => response.end(body));
    } else if (request.url?.startsWith('/api') === true) {
      app.listener(request, response);
    } else {
      response.writeHead(404).end('of the host');
    }
  };

/** Every kind of server that is tried. */
export const HOSTS: readonly HostKind[] = [
  { name: 'Fastify', start: (app) => startFastify(fastify, app) },
  { name: 'Fastify with its own body parser', start: (app) => startFastify(fastify, app, true) },
  {
    name: 'Fastify 4',
    start: (app) => startFastify(fastify4 as unknown as typeof fastify, app),
  },
  {
    name: 'Express, mounted',
    start: (app) => startExpress(app, { reads: false, mounts: true }),
  },
  {
    name: 'Express, mounted, after express.json()',
    start: (app) => startExpress(app, { reads: true, mounts: true }),
  },
  {
    name: 'Express, by the path of the application',
    path: '/api',
    start: (app) => startExpress(app, { reads: false, mounts: false }),
  },
  {
    name: 'node:http',
    path: '/api',
    start: (app) => listening(createServer(bareHttp(app))),
  },
];
