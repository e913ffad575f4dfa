import type { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import type { Client } from 'pg';
import { BufferReader } from 'pg-protocol/dist/buffer-reader.js';
import { Parser } from 'pg-protocol/dist/parser.js';

/** The part of a `pg` connection that hands on what the server says. */
interface Connection extends EventEmitter {
  attachListeners(stream: Readable): void;
}

/** What a parser keeps of a message of which not all has come. */
interface ParserState {
  buffer: Buffer;
  bufferOffset: number;
  readonly bufferLength: number;
}

/**
 * Has a client hand on the cells of some rows as the bytes the server sent. `pg` makes strings of
 * all: of an answer that goes on to the client as it is, that costs more than all else.
 */
export class CellBytes {
  readonly #reader = new CellReader();

  /** @param client - not connected yet */
  constructor(client: Client) {
    const { connection } = client as unknown as { readonly connection: Connection };
    const parser = new Parser();
    Object.assign(parser, { reader: this.#reader } as object);
    connection.attachListeners = (stream) => {
      stream.on('data', (chunk: Buffer) => {
        this.#reader.chunk = chunk;
        parser.parse(chunk, (message) => {
          connection.emit(message.name === 'error' ? 'errorMessage' : message.name, message);
        });
        leave(parser as unknown as ParserState, chunk);
      });
    };
  }

  /** Says whether cells are wanted as bytes from now on. */
  readonly keepBytes = (keeps: boolean): void => {
    this.#reader.keepsBytes = keeps;
  };
}

/**
 * Has a parser keep what is left of a chunk elsewhere: it would put that together with the next one
 * within the chunk, over the cells that were handed on.
 */
function leave(state: ParserState, chunk: Buffer): void {
  if (state.bufferLength > 0 && state.buffer === chunk) {
    const { bufferOffset, bufferLength } = state;
    state.buffer = Buffer.from(chunk.subarray(bufferOffset, bufferOffset + bufferLength));
    state.bufferOffset = 0;
  }
}

class CellReader extends BufferReader {
  keepsBytes = false;
  /** What came last. */
  chunk: Buffer | undefined;
  #source: Buffer | undefined;

  override setBuffer(offset: number, buffer: Buffer): void {
    this.#source = buffer;
    super.setBuffer(offset, buffer);
  }

  override string(length: number): string {
    // Outside of cells, all that is read this way once somebody is signed in is single letters.
    if (!this.keepsBytes || length <= 1) {
      return super.string(length);
    }
    const bytes = this.bytes(length);
    // The parser writes into what it puts together of several chunks again.
    return (this.#source === this.chunk ? bytes : Buffer.from(bytes)) as unknown as string;
  }
}
