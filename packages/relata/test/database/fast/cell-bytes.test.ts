import { EventEmitter } from 'node:events';
import type { Client } from 'pg';
import { BufferReader } from 'pg-protocol/dist/buffer-reader.js';
import { FastClient } from '../../../src/database/fast/fast-client.js';
import { preparedStatement } from '../../../src/database/statements/prepared-statement.js';
import { TestDatabase } from '../../support/databases.js';
import { CellBytes } from '../../../src/database/fast/cell-bytes.js';

/** A message of the protocol: a letter, the length of the rest, the rest. */
function message(letter: string, ...parts: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  const head = Buffer.alloc(5, letter);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

function row(cell: string): Buffer {
  const head = Buffer.alloc(6);
  head.writeInt16BE(1, 0);
  head.writeInt32BE(Buffer.byteLength(cell), 2);
  return message('D', head, cell);
}

const COMPLETE = message('C', 'SELECT 1\0');

// What a server sends comes in any pieces, and the parser puts them together in buffers of its own.
describe('cells as bytes', () => {
  const stream = new EventEmitter();
  const connection = Object.assign(new EventEmitter(), {
    attachListeners: undefined as unknown as (source: EventEmitter) => void,
  });
  const cells = new CellBytes({ connection } as unknown as Client);
  connection.attachListeners(stream);

  function fieldsOf(chunks: readonly Buffer[]): unknown[] {
    const fields: unknown[] = [];
    const collect = (said: { readonly fields: readonly unknown[] }): void => {
      fields.push(...said.fields);
    };
    connection.on('dataRow', collect);
    cells.keepBytes(true);
    for (const chunk of chunks) {
      stream.emit('data', chunk);
    }
    cells.keepBytes(false);
    connection.off('dataRow', collect);
    return fields;
  }

  it.each([1, 2, 3, 7, 50, 1000])('stay as they came, in pieces of %i bytes', (size) => {
    const texts = ['answer é', 'x'.repeat(300), '“”'.repeat(40), 'the last one'];
    const bytes = Buffer.concat(texts.flatMap((text) => [row(text), COMPLETE]));
    const pieces: Buffer[] = [];
    for (let start = 0; start < bytes.length; start += size) {
      pieces.push(Buffer.from(bytes.subarray(start, start + size)));
    }
    expect(fieldsOf(pieces).map(String)).toEqual(texts);
  });

  it('stay as they came, wherever a last piece is cut off', () => {
    const text = '{"data":{}}'.repeat(20);
    const bytes = Buffer.concat([row(text), COMPLETE, message('Z', 'I')]);
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const pieces = [bytes.subarray(0, cut), bytes.subarray(cut)].map((piece) =>
        Buffer.from(piece),
      );
      expect(fieldsOf(pieces).map(String)).toEqual([text]);
    }
  });

  it('are strings for every other query', () => {
    const fields: unknown[] = [];
    connection.once('dataRow', (said: { readonly fields: readonly unknown[] }) => {
      fields.push(...said.fields);
    });
    stream.emit('data', row('text'));
    expect(fields).toEqual(['text']);
  });

  it('leave errors to who waits for them', () => {
    const errors: unknown[] = [];
    connection.once('errorMessage', (error: unknown) => errors.push(error));
    stream.emit('data', message('E', 'SERROR\0', 'C57014\0', 'Mcanceled\0', '\0'));
    expect(errors).toMatchObject([{ code: '57014', message: 'canceled' }]);
  });
});

describe('a connection to PostgreSQL', () => {
  const database = new TestDatabase('postgresql');
  beforeAll(() => database.open());
  afterAll(() => database.close());

  /** Lengths of the texts that a parser makes strings of meanwhile. */
  async function stringsRead(work: () => Promise<unknown>): Promise<readonly number[]> {
    const lengths: number[] = [];
    const { string } = Object.getOwnPropertyDescriptors(BufferReader.prototype);
    BufferReader.prototype.string = function (length) {
      lengths.push(length);
      return string.value?.call(this, length) ?? '';
    };
    try {
      await work();
    } finally {
      Object.defineProperty(BufferReader.prototype, 'string', string);
    }
    return lengths;
  }

  it('makes no strings of cells that are wanted as bytes, but of all others', async () => {
    const client = new FastClient({ connectionString: database.url });
    await client.connect();
    const read = preparedStatement(`select repeat('x', 300)`);
    const ofBytes = await stringsRead(() => client.firstAsBytes(read, []));
    const ofText = await stringsRead(() => client.query(read.sql));
    await client.end();
    expect(ofBytes).not.toContain(300);
    expect(ofText).toContain(300);
  });
});
