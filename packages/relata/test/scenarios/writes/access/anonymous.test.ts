import { models } from '../../../blog/models/index.js';
import { isStandalone } from '../../../../src/writing/document/standalone.js';
import { type Answer, type AskOptions, TestApi } from '../../../support/api.js';
import { describeEachDatabase } from '../../../support/databases.js';
import { fillUsers } from '../../../support/fixtures.js';
import { GuestNote } from '../../../support/models/guest-note.js';
import { minimalArguments } from '../../../support/minimal-arguments.js';
import { CHEAP_PASSWORDS } from '../../../support/viewers.js';

const MODELS = [...models, GuestNote] as const;
const SIGN_IN = {
  status: 401,
  body: { errors: [{ message: 'Sign in first', extensions: { code: 'UNAUTHENTICATED' } }] },
};
const ERRORS = 'errors { code path }';

describeEachDatabase(
  'a write by nobody',
  (database) => {
    describe.each(['compiled', 'reference'])('(%s reader)', (reader) => {
      let api: TestApi;
      beforeAll(async () => {
        api = await TestApi.start(database, {
          env: { ...CHEAP_PASSWORDS, READER: reader },
          models: MODELS,
        });
        if (reader === 'compiled') {
          await fillUsers(database.orm, { users: 2, posts: 2 });
        }
        await database.orm.em.fork().nativeDelete(GuestNote, {});
      });
      afterAll(() => api.stop());

      const notes = async (): Promise<readonly string[]> =>
        (await database.orm.em.fork().find(GuestNote, {})).map(({ text }) => text).sort();
      /** An answer but for the place of its errors. */
      const seen = ({ status, body }: Answer): object => {
        const errors = body.errors?.map(({ message, extensions }) => ({ message, extensions }));
        return { status, body: errors === undefined ? body : { ...body, errors } };
      };
      const refused = async (document: string, options: AskOptions = {}): Promise<Answer> => {
        const answer = await api.ask(document, options);
        expect({ document, ...seen(answer) }).toEqual({ document, ...SIGN_IN });
        return answer;
      };
      /** Root fields of all mutations that are part of their documents, and that let nobody write. */
      const fields = (): readonly string[] =>
        Object.values(api.app.schema.getMutationType()?.getFields() ?? {})
          .filter((field) => !isStandalone(field))
          .filter(({ name }) => !/^(create|update|upsert)GuestNotes?$/.test(name))
          .map((field) => `${field.name}${minimalArguments(field)} { ${ERRORS} }`);

      it('is refused with its document, whatever the field', async () => {
        expect(fields().length).toBeGreaterThan(30);
        for (const field of fields()) {
          await refused(`mutation { ${field} }`);
          await refused(`mutation { it: ${field} __typename }`);
          await refused(`mutation @independent { ${field} }`);
          await refused(`mutation { ${field} }`, { headers: { 'x-dry-run': 'true' } });
          const keyed = await api.ask(`mutation { ${field} }`, {
            headers: { 'idempotency-key': 'k' },
          });
          expect(seen(keyed)).toMatchObject({
            status: 401,
            body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
          });
        }
      });

      it('is refused before anything is done for it', async () => {
        for (const document of [
          'mutation { createUser(input: { username: "u", email: "u@example.org", password: "a long secret" }) { errors { code } } }',
          'mutation { createTag(input: { name: "" }) { errors { code } } }',
          'mutation { createTags(inputs: [{ name: "t" }], errorPolicy: CONTINUE) { errors { code } } }',
          'mutation { upsertTag(by: { name: "t" }, create: { name: "t" }, update: {}) { errors { code } } }',
          'mutation { updatePost(id: "nonsense", input: {}) { errors { code } } }',
          'mutation { deletePosts(where: { id: { eq: "nonsense" } }) { errors { code } } }',
          'mutation { updateRole(id: 99, input: { name: "r" }) { errors { code } } }',
          'mutation { updateTags(where: { name: { eq: "none" } }, input: { name: "t" }) { errors { code } } }',
        ]) {
          expect((await refused(document)).statements).toEqual([]);
        }
        await refused('mutation { publishPost(id: "nonsense") { errors { code } } }');
        await refused('mutation { archivePost(id: 99) { errors { code } } }');
      });

      it('is done where the policy lets everybody', async () => {
        const { body } = await api.ask(`mutation {
          a: createGuestNote(input: { text: "a", isOpen: true }) { guestNote { text } ${ERRORS} }
          b: createGuestNotes(inputs: [{ text: "b", isOpen: true }]) { affectedCount ${ERRORS} }
          c: upsertGuestNote(by: { text: "c" }, create: { text: "c", isOpen: true }, update: { text: "C" }) { guestNote { text } ${ERRORS} }
          d: upsertGuestNote(by: { text: "c" }, create: { text: "c", isOpen: true }, update: { text: "C" }) { guestNote { text } ${ERRORS} }
          e: updateGuestNotes(where: { text: { eq: "b" } }, input: { text: "B" }) { affectedCount ${ERRORS} } }`);
        expect(body).toEqual({
          data: {
            a: { guestNote: { text: 'a' }, errors: [] },
            b: { affectedCount: 1, errors: [] },
            c: { guestNote: { text: 'c' }, errors: [] },
            d: { guestNote: { text: 'C' }, errors: [] },
            e: { affectedCount: 1, errors: [] },
          },
        });
        const wrong = await api.ask(
          `mutation { createGuestNote(input: { text: "A", isOpen: true }) { ${ERRORS} } }`,
        );
        expect(wrong.body).toEqual({
          data: {
            createGuestNote: { errors: [{ code: 'NOT_UNIQUE', path: ['input', 'text'] }] },
          },
        });
        const missing = await api.ask(
          `mutation { updateGuestNote(id: 999, input: { text: "x" }) { ${ERRORS} } }`,
        );
        expect(missing.body).toEqual({
          data: { updateGuestNote: { errors: [{ code: 'NOT_FOUND', path: ['id'] }] } },
        });
      });

      it('is refused with its document where the policy does not, row by row', async () => {
        const closed = `closed before ${reader}`;
        const em = database.orm.em.fork();
        await em.insert(GuestNote, { text: closed, textKey: closed, isOpen: false });
        const stays = await notes();
        const create = (text: string, more: string): string =>
          `createGuestNote(input: { text: "${text}", ${more} }) { ${ERRORS} }`;
        const open = create('open', 'isOpen: true');
        for (const field of [
          create('closed', 'isOpen: false'),
          create('nested', 'isOpen: true, post: { create: { title: "t", content: "c" } }'),
          'createGuestNotes(inputs: [{ text: "x", isOpen: true }, { text: "y", isOpen: false }]) { errors { code } }',
          'createGuestNotes(inputs: [{ text: "y", isOpen: false }], errorPolicy: CONTINUE) { errors { code } }',
          'updateGuestNotes(where: {}, input: { isOpen: false }) { errors { code } }',
          'upsertGuestNote(by: { text: "z" }, create: { text: "z", isOpen: false }, update: { text: "zz" }) { errors { code } }',
          `upsertGuestNote(by: { text: "${closed}" }, create: { text: "z", isOpen: true }, update: { text: "zz" }) { errors { code } }`,
        ]) {
          for (const document of [
            `mutation { ${field} }`,
            `mutation { first: ${open} it: ${field} }`,
            `mutation { it: ${field} last: ${open} }`,
            `mutation @independent { ${field} }`,
          ]) {
            await refused(document);
          }
        }
        expect(await notes()).toEqual(stays);
      });

      it('is told what came of each field where each is on its own', async () => {
        const { status, body } = await api.ask(`mutation @independent {
          first: createGuestNote(input: { text: "one of two", isOpen: true }) { ${ERRORS} }
          second: createGuestNote(input: { text: "two of two", isOpen: false }) { ${ERRORS} } }`);
        expect([status, body]).toMatchObject([
          200,
          {
            data: { first: { errors: [] }, second: null },
            errors: [{ path: ['second'], extensions: { code: 'UNAUTHENTICATED' } }],
          },
        ]);
        const some = await api.ask(`mutation {
          createGuestNotes(errorPolicy: CONTINUE, inputs: [{ text: "some", isOpen: true }, { text: "none", isOpen: false }]) {
            affectedCount ${ERRORS} } }`);
        expect(some.body).toEqual({
          data: {
            createGuestNotes: {
              affectedCount: 1,
              errors: [{ code: 'FORBIDDEN', path: ['inputs', '1'] }],
            },
          },
        });
        expect(await notes()).toEqual(expect.arrayContaining(['one of two', 'some']));
        expect(await notes()).not.toEqual(expect.arrayContaining(['two of two']));
        expect(await notes()).not.toEqual(expect.arrayContaining(['none']));
      });

      it('is FORBIDDEN in the payload for who is signed in', async () => {
        const { status, body } = await api.ask(
          `mutation { createGuestNote(input: { text: "closed", isOpen: false }) { ${ERRORS} } }`,
          { viewer: { userId: 1 } },
        );
        const errors = [{ code: 'FORBIDDEN', path: ['input'] }];
        expect([status, body]).toEqual([200, { data: { createGuestNote: { errors } } }]);
        const publish = await api.ask(`mutation { publishPost(id: 1) { ${ERRORS} } }`, {
          viewer: { userId: 2 },
        });
        expect(publish.body).toEqual({
          data: { publishPost: { errors: [{ code: 'FORBIDDEN', path: ['id'] }] } },
        });
      });
    });
  },
  { models: MODELS },
);
