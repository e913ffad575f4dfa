import { Ending } from '../../packages/relata/src/cancellation/cancellation.js';

const [FIRST, SECOND] = [new TypeError('first'), new TypeError('second')];

describe('Ending', () => {
  it('tells its listeners once, and why', () => {
    const ending = new Ending();
    const told: string[] = [];
    const forgotten = (): void => {
      told.push('forgotten');
    };
    ending.on(() => told.push('told'));
    ending.on(forgotten);
    ending.off(forgotten);
    ending.throwIfOver();
    ending.end(FIRST);
    ending.end(SECOND);
    expect(told).toEqual(['told']);
    expect(ending.reason).toBe(FIRST);
    expect(() => {
      ending.throwIfOver();
    }).toThrow(FIRST);
  });

  it('ends its signal, whenever that is asked for', () => {
    const [early, late] = [new Ending(), new Ending()];
    const { signal } = early;
    early.end(FIRST);
    late.end(SECOND);
    expect([signal.aborted, signal.reason]).toEqual([true, FIRST]);
    expect(early.signal).toBe(signal);
    expect(late.signal.reason).toBe(SECOND);
    expect(Ending.of(signal)).toBe(early);
  });

  it('follows the signal of somebody else', () => {
    const abort = new AbortController();
    const ending = Ending.of(abort.signal);
    expect(Ending.of(abort.signal)).toBe(ending);
    expect(ending.reason).toBeNull();
    abort.abort(FIRST);
    expect(ending.reason).toBe(FIRST);
    expect(Ending.of(AbortSignal.abort(SECOND)).reason).toBe(SECOND);
  });
});
