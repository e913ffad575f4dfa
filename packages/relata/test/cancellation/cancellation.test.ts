import { Cancellation } from '../../src/cancellation/cancellation.js';

const [FIRST, SECOND] = [new TypeError('first'), new TypeError('second')];

describe('Ending', () => {
  it('tells its listeners once, and why', () => {
    const cancellation = new Cancellation();
    const told: string[] = [];
    const forgotten = (): void => {
      told.push('forgotten');
    };
    cancellation.on(() => told.push('told'));
    cancellation.on(forgotten);
    cancellation.off(forgotten);
    cancellation.throwIfOver();
    cancellation.end(FIRST);
    cancellation.end(SECOND);
    expect(told).toEqual(['told']);
    expect(cancellation.reason).toBe(FIRST);
    expect(() => {
      cancellation.throwIfOver();
    }).toThrow(FIRST);
  });

  it('ends its signal, whenever that is asked for', () => {
    const [early, late] = [new Cancellation(), new Cancellation()];
    const { signal } = early;
    early.end(FIRST);
    late.end(SECOND);
    expect([signal.aborted, signal.reason]).toEqual([true, FIRST]);
    expect(early.signal).toBe(signal);
    expect(late.signal.reason).toBe(SECOND);
    expect(Cancellation.of(signal)).toBe(early);
  });

  it('follows the signal of somebody else', () => {
    const abort = new AbortController();
    const cancellation = Cancellation.of(abort.signal);
    expect(Cancellation.of(abort.signal)).toBe(cancellation);
    expect(cancellation.reason).toBeNull();
    abort.abort(FIRST);
    expect(cancellation.reason).toBe(FIRST);
    expect(Cancellation.of(AbortSignal.abort(SECOND)).reason).toBe(SECOND);
  });
});
