import { DeadlineClock } from '../../src/cancellation/deadline-clock.js';

describe('DeadlineClock', () => {
  it('knows what is not over, whatever order things end in', () => {
    const all = Array.from({ length: 5 }, (_, index) => ({ ticks: 0, index }));
    const clock = new DeadlineClock<(typeof all)[number]>(1000, () => undefined);
    const left = (): readonly number[] => clock.items.map(({ index }) => index).sort();
    const end = (...indexes: readonly number[]): void => {
      all
        .filter(({ index }) => indexes.includes(index))
        .forEach((each) => {
          clock.delete(each);
        });
    };
    all.forEach((each) => {
      clock.add(each);
    });
    end(1);
    end(4);
    end(0);
    expect([clock.count, left()]).toEqual([2, [2, 3]]);
    // What is over already.
    end(0);
    expect(left()).toEqual([2, 3]);
    end(2, 3);
    end(3);
    expect(clock.count).toBe(0);
  });

  it('tells of what is too late, and not before', async () => {
    const late: string[] = [];
    const began = performance.now();
    const clock = new DeadlineClock<{ ticks: number; name: string }>(100, (item) => {
      clock.delete(item);
      late.push(item.name);
    });
    const quick = { ticks: 0, name: 'quick' };
    clock.add({ ticks: 0, name: 'slow' });
    clock.add(quick);
    clock.delete(quick);
    while (clock.count > 0) {
      expect(late).toEqual([]);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(late).toEqual(['slow']);
    expect(performance.now() - began).toBeGreaterThanOrEqual(95);
  });

  it('says when nothing is left, and not before', async () => {
    const clock = new DeadlineClock<{ ticks: number }>(60_000, () => undefined);
    await clock.empty();
    const items = [{ ticks: 0 }, { ticks: 0 }] as const;
    items.forEach((item) => {
      clock.add(item);
    });
    let isEmpty = false;
    const emptied = clock.empty().then(() => {
      isEmpty = true;
    });
    clock.delete(items[0]);
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(isEmpty).toBe(false);
    clock.delete(items[1]);
    await emptied;
  });
});
