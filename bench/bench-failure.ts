/** What ends a benchmark with a message and no stack: answers that differ, a server that died. */
export class BenchFailure extends Error {
  override readonly name = 'BenchFailure';
}
