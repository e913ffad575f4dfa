import { constants } from 'node:zlib';
import fastifyCompress from '@fastify/compress';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Settings } from '../../settings.js';

/**
 * Measured on made-up JSON of many like rows: quality 1 takes about a third of the CPU of 4, a
 * hundredth of that of 11 (Node's default), and leaves about a fifth more bytes than 4.
 */
const BROTLI_QUALITY = 1;
const GZIP_LEVEL = 4;

/** Bytes up to which an answer is compressed at once: another thread would take longer to be asked. */
const AT_ONCE = 65_536;

/**
 * Lets replies be compressed by brotli or gzip, as their clients take it; {@link compressed}
 * tells which. A request that is compressed is still refused: its size would not be what it claims.
 */
export async function registerCompression(
  fastify: FastifyInstance,
  { compressBytes }: Settings['http'],
): Promise<void> {
  if (compressBytes > 0) {
    await fastify.register(fastifyCompress, {
      // As a hook for all it would read headers for small answers, too.
      globalCompression: false,
      globalDecompression: false,
      encodings: ['br', 'gzip'],
      threshold: compressBytes,
      syncThreshold: AT_ONCE,
      brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
      zlibOptions: { level: GZIP_LEVEL },
    });
  }
}

/**
 * Sends an answer compressed where it is long enough, and its client takes that.
 * @returns what the handler is to return
 */
export function compressed(
  reply: FastifyReply,
  body: unknown,
  { compressBytes }: Settings['http'],
): unknown {
  const isLong =
    compressBytes > 0 &&
    (typeof body === 'string' || Buffer.isBuffer(body)) &&
    Buffer.byteLength(body) >= compressBytes;
  if (!isLong) {
    return body;
  }
  // Also where this client takes none: a cache in between must not give its answer to all others.
  varyByCoding(reply);
  if (reply.request.headers['accept-encoding'] === undefined) {
    // Waiting for a reply that somebody else sends costs as much as a small query.
    return body;
  }
  reply.compress(body);
  return reply;
}

/** Says that others may get the same answer in another coding. */
function varyByCoding(reply: FastifyReply): void {
  const others = reply.getHeader('vary');
  reply.header(
    'vary',
    others === undefined ? 'accept-encoding' : `${String(others)}, accept-encoding`,
  );
}
