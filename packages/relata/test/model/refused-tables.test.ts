import { Access } from '../../src/access/access.js';
import { everyone } from '../../src/access/rules.js';
import { IDEMPOTENCY_TABLE } from '../../src/database/idempotency-entry.js';
import type { Models } from '../../src/database/orm.js';
import { BaseModel } from '../../src/model/base-model.js';
import { Model } from '../../src/model/decorators.js';
import { refusal, URLS } from '../support/refusal.js';

let made = 0;

function modelWith(table: string): Models[number] {
  made += 1;
  const name = `Shelf${String(made)}`;
  const { [name]: Shelf } = { [name]: class extends BaseModel {} };
  if (Shelf === undefined) {
    throw new TypeError('A class was made just now');
  }
  Access({ read: everyone })(Shelf);
  Model({ description: 'A model of one test.', table })(Shelf);
  return Shelf;
}

describe.each(URLS)('on %s the start', (url) => {
  it.each([
    ['of another model', 'users', 'User and Made'],
    ['of the links of others', 'post_tags', 'Made and the links of Post and Tag'],
    ['of the engine', IDEMPOTENCY_TABLE, 'Made and IdempotencyEntry'],
  ])('refuses a model with the table %s', async (_what, table, both) => {
    expect(await refusal(modelWith(table), url)).toBe(
      `StartupError: ${both} both use the table ${table}: ` +
        `give one of them another, @Model({ table: '...' })`,
    );
  });

  it('refuses tables whose names differ in case only, where they would be one', async () => {
    const told = await refusal(modelWith('POSTS'), url);
    const isOne = url.startsWith('sqlite');
    expect(told.includes('both use the table')).toBe(isOne);
  });
});
