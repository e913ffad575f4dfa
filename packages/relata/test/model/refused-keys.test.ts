import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { type Decorate, makeModel } from '../support/models/made-model.js';
import { refusal, URLS } from '../support/refusal.js';

const INSTEAD = `is not supported: write @PrimaryKey({ type: 'integer', autoincrement: true }) id`;

describe.each(URLS)('on %s the start', (url) => {
  it.each<readonly [string, Decorate, readonly string[]]>([
    [
      'an integer stored as another',
      (prototype) => {
        PrimaryKey({ type: 'integer', columnType: 'oid' })(prototype, 'id');
      },
      ['a key of kind integer (stored as oid) ', INSTEAD],
    ],
    [
      'a small integer',
      (prototype) => {
        PrimaryKey({ type: 'smallint' })(prototype, 'id');
      },
      ['a key of kind ', INSTEAD],
    ],
    [
      'a date',
      (prototype) => {
        PrimaryKey({ type: 'date' })(prototype, 'id');
      },
      ['a key of kind date', INSTEAD],
    ],
    [
      'one column that no key is made of among others',
      (prototype) => {
        PrimaryKey({ type: 'integer' })(prototype, 'first');
        PrimaryKey({ type: 'boolean' })(prototype, 'second');
      },
      ['a key of kind boolean', INSTEAD],
    ],
    [
      'integers of the application',
      (prototype) => {
        PrimaryKey({ type: 'integer', autoincrement: false })(prototype, 'id');
      },
      ['a key that is not counted up by the database ', INSTEAD],
    ],
    [
      'a text of any length',
      (prototype) => {
        PrimaryKey({ type: 'text' })(prototype, 'id');
      },
      [`a text is a key up to 255 characters: write type: 'string', and a length`],
    ],
    [
      'a text that is too long',
      (prototype) => {
        PrimaryKey({ type: 'string', length: 256 })(prototype, 'id');
      },
      ['a text is a key up to 255 characters'],
    ],
    [
      'another name, beside a property of that name',
      (prototype) => {
        PrimaryKey({ type: 'integer', autoincrement: true })(prototype, 'number');
        Property({ type: 'string' })(prototype, 'id');
      },
      ['the id of a row is what its key says: give the property another name'],
    ],
  ])('refuses a key of %s', async (_kind, decorate, reasons) => {
    const said = await refusal(makeModel(decorate, Object as never), url);
    for (const reason of reasons) {
      expect(said).toContain(reason);
    }
  });
});
