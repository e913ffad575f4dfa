import { ManyToOne, PrimaryKey } from '@mikro-orm/decorators/legacy';
import { User } from '../blog/models/index.js';
import { type Decorate, makeModel } from '../support/models/made-model.js';
import { refusal, URLS } from '../support/refusal.js';

describe.each(URLS)('on %s the start', (url) => {
  it.each<readonly [string, Decorate, string]>([
    [
      'a text',
      (prototype) => {
        PrimaryKey({ type: 'string' })(prototype, 'id');
      },
      'a key of kind ',
    ],
    [
      'a uuid',
      (prototype) => {
        PrimaryKey({ type: 'uuid' })(prototype, 'id');
      },
      'a key of kind uuid ',
    ],
    [
      'a bigint',
      (prototype) => {
        PrimaryKey({ type: 'bigint' })(prototype, 'id');
      },
      'a key of kind bigint ',
    ],
    [
      'an integer stored as another',
      (prototype) => {
        PrimaryKey({ type: 'integer', columnType: 'oid' })(prototype, 'id');
      },
      'a key of kind integer (stored as oid) ',
    ],
    [
      'a row of another model',
      (prototype) => {
        ManyToOne({ entity: () => User as never, primary: true } as never)(prototype, 'user');
      },
      'a key of kind relation ',
    ],
    [
      'a small integer',
      (prototype) => {
        PrimaryKey({ type: 'smallint' })(prototype, 'id');
      },
      'a key of kind ',
    ],
    [
      'two columns',
      (prototype) => {
        PrimaryKey({ type: 'integer' })(prototype, 'id');
        PrimaryKey({ type: 'integer' })(prototype, 'second');
      },
      'a key of several columns (id, second) ',
    ],
    [
      'another name',
      (prototype) => {
        PrimaryKey({ type: 'integer', autoincrement: true })(prototype, 'number');
      },
      'a key that is not named id, or not counted up by the database, ',
    ],
    [
      'values of the application',
      (prototype) => {
        PrimaryKey({ type: 'integer', autoincrement: false })(prototype, 'id');
      },
      'a key that is not named id, or not counted up by the database, ',
    ],
  ])('refuses a key of %s', async (_kind, decorate, reason) => {
    const said = await refusal(makeModel(decorate, Object as never), url);
    expect(said).toContain(`Made: ${reason}`);
    expect(said).toContain(
      `is not supported: write @PrimaryKey({ type: 'integer', autoincrement: true }) id`,
    );
  });
});
