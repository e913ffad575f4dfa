import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** A request as servers of the kind of connect hand it on: perhaps with its body read, and its URL shortened. */
export interface HostRequest extends IncomingMessage {
  body?: unknown;
  originalUrl?: string;
}

/** Fields that tell of a request all there is but its body. */
const HEAD = [
  'method',
  'url',
  'originalUrl',
  'httpVersion',
  'httpVersionMajor',
  'httpVersionMinor',
  'headers',
  'rawHeaders',
  'socket',
] as const;

/** Headers that tell how long a body is. */
const FRAMING = ['content-length', 'transfer-encoding'];

/**
 * A request with its body to be read, also where a server has read it before and left what it made of it in
 * `body`, as `express.json()` does.
 * @returns null where the body was read, and is nowhere
 */
export function unread(request: HostRequest): IncomingMessage | null {
  if (!request.readableDidRead) {
    return request;
  }
  const { body } = request;
  if (body === undefined) {
    return null;
  }
  const bytes =
    typeof body === 'string' || Buffer.isBuffer(body)
      ? Buffer.from(body)
      : Buffer.from(JSON.stringify(body));
  return withBody(request, Readable.from([bytes]), { 'content-length': String(bytes.length) });
}

/**
 * A request whose body comes from another stream.
 * @param framing - headers that tell how long it is
 */
export function withBody(
  request: HostRequest,
  body: Readable,
  framing: Readonly<Record<string, string>> = { 'transfer-encoding': 'chunked' },
): IncomingMessage {
  const headers = Object.entries(request.headers).filter(([name]) => !FRAMING.includes(name));
  const head = Object.fromEntries(HEAD.map((name) => [name, request[name]]));
  return Object.assign(body, head, {
    headers: { ...Object.fromEntries(headers), ...framing },
  }) as unknown as IncomingMessage;
}
