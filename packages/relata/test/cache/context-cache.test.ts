import { ContextCache } from '../../src/cache/context-cache.js';

describe('Attachment', () => {
  it('hangs on one object, and not on its copies', () => {
    const names = new ContextCache<object, string>();
    const object = { key: 1 };
    expect(names.get(object)).toBeUndefined();
    names.set(object, 'first');
    names.set(object, 'second');
    expect(names.get(object)).toBe('second');
    expect(names.get({ ...object })).toBeUndefined();
    expect(names.get(Object.assign({}, object))).toBeUndefined();
    expect(object).toEqual({ key: 1 });
    expect(new ContextCache().get(object)).toBeUndefined();
  });
});
