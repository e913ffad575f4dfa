import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { below } from '../http/mount.js';
import { type HostRequest, withBody } from './host-request.js';
import { type Answering, answer } from './listener.js';
import { servedRoutes } from './served-paths.js';

/** What a plugin for Fastify is made of. */
export interface PluginOptions extends Answering {
  /** Stops the application. */
  readonly stop: () => Promise<void>;
}

/**
 * Makes a plugin for Fastify: `await fastify.register(app.plugin, { prefix: '/api' })`. The hooks of that server run before
 * a request is handed on, and those for answers after it; its parsers of bodies do not run, and what the application answers
 * is its own. Registering prepares it, closing the server stops it.
 */
export function pluginOf(options: PluginOptions): FastifyPluginAsync {
  return async (host) => {
    await options.prepare();
    host.addHook('onClose', () => options.stop());
    host.removeAllContentTypeParsers();
    host.addContentTypeParser('*', (_request, payload, done) => {
      done(null, payload);
    });
    const handler = (request: FastifyRequest, reply: FastifyReply): void => {
      reply.hijack();
      keepHeaders(reply);
      answer(options, handedOn(host, request, reply), reply.raw);
    };
    const route = { exposeHeadRoute: false };
    for (const url of servedRoutes(options)) {
      host.all(`${options.path}${url}`, route, handler);
    }
    if (options.playground && host.prefix !== '') {
      host.get(options.path === '' ? '/' : options.path, route, handler);
    }
  };
}

/** What hooks of the server have put into the head of the answer stays in it. */
function keepHeaders(reply: FastifyReply): void {
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) {
      reply.raw.setHeader(name, value);
    }
  }
}

/** The request with the URL it has below the prefix, until the hooks for answers run, and with the body that hooks have made of it. */
function handedOn(
  { prefix }: FastifyInstance,
  { raw, body }: FastifyRequest,
  reply: FastifyReply,
): HostRequest {
  const request: HostRequest = raw;
  const whole = request.url ?? '';
  const restore = (): void => {
    request.url = whole;
  };
  request.originalUrl ??= whole;
  request.url = below(prefix, whole) ?? whole;
  reply.raw.prependOnceListener('finish', restore).prependOnceListener('close', restore);
  return body instanceof Readable && body !== raw ? withBody(request, body) : request;
}
