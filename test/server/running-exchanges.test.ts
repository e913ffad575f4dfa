import type { Exchange } from '../../src/server/exchange.js';
import { RunningExchanges } from '../../src/server/running-exchanges.js';

describe('RunningExchanges', () => {
  it('ends those that are not over, whatever order they ended in', () => {
    const ended: unknown[] = [];
    const all = Array.from(
      { length: 5 },
      (_, index) =>
        ({ abort: (reason: Error) => ended.push([index, reason]) }) as unknown as Exchange,
    );
    const end = (indexes: readonly number[]): void => {
      all.forEach((each, index) => {
        if (indexes.includes(index)) {
          running.delete(each);
        }
      });
    };
    const running = new RunningExchanges(1000);
    all.forEach((each) => {
      running.add(each);
    });
    end([1]);
    end([4]);
    end([0]);
    expect(running.count).toBe(2);
    const reason = new TypeError('over');
    running.abort(reason);
    expect(ended.sort()).toEqual([
      [2, reason],
      [3, reason],
    ]);
    end([2, 3]);
    expect(running.count).toBe(0);
  });
});
