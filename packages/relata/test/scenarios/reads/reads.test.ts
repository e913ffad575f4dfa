import { TestApi } from '../../support/api.js';
import { describeEachDatabase } from '../../support/databases.js';
import { fillUsers } from '../../support/fixtures.js';
import { READS } from './documents.js';
import { fillOddRows } from './odd-rows.js';
import { READERS, type ReaderName } from './readers.js';

/** By document and reader, what the first database answered: the second must say it to the byte. */
const answers = new Map<string, string>();

describeEachDatabase('reads', (database) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start(database);
    await fillUsers(api.app.orm, { users: 3, posts: 2 });
    await fillOddRows(api.app);
  });
  afterAll(() => api.stop());

  for (const [name, { document, expected }] of Object.entries(READS)) {
    it.each(Object.keys(READERS) as ReaderName[])(`answers ${name} to %s`, async (reader) => {
      const viewer = READERS[reader];
      const { status, text, body } = await api.ask(document, viewer && { viewer });
      expect(body).toEqual({ data: expected(reader) });
      expect(status).toBe(200);

      const key = `${name}, ${reader}`;
      const known = answers.get(key) ?? text;
      answers.set(key, known);
      expect(text).toBe(known);
    });
  }
});
