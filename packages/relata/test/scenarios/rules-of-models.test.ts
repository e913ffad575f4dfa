import type { EventSubscriber } from '@mikro-orm/core';
import { RuleError } from '../../src/errors.js';
import { models } from '../blog/models/index.js';
import { TestApi } from '../support/api.js';
import { describeEachDatabase } from '../support/databases.js';
import { logLines } from '../support/processes/log-lines.js';
import { Paint, PAINT } from '../support/paint.js';

const TYPE = PAINT.name;
const ONE = TYPE.replace('M', 'm');
const ERRORS = 'errors { code path message }';

describeEachDatabase(
  'rules of a model',
  (database) => {
    let api: TestApi;
    beforeAll(async () => {
      api = await TestApi.start(database, { models: [...models, PAINT] });
      await api.data(
        `mutation { create${TYPE}s(inputs: [{ label: "one" }, { label: "two", parts: { create: [{ label: "part" }] } }]) { affectedCount } }`,
      );
    });
    afterAll(() => api.stop());

    /** The errors of the one payload of a document, of which nothing is kept. */
    const refused = async (field: string): Promise<unknown> => {
      const count = `select count(*) as n, max(label) as label from ${TYPE.toLowerCase()}s`;
      const before: unknown = await database.orm.em.fork().execute(count);
      const { body, text } = await api.ask(`mutation { it: ${field} { ${ERRORS} } }`);
      expect({ text, errors: body.errors }).toEqual({ text, errors: undefined });
      expect(await database.orm.em.fork().execute(count)).toEqual(before);
      return (body.data?.['it'] as unknown as { errors: unknown }).errors;
    };
    const invalid = (path: string, message: string): unknown => [
      { code: 'VALIDATION', path: path === '' ? [] : path.split('.'), message },
    ];

    it.each([
      [`create${TYPE}(input: { label: "create" })`, 'input', 'no create of create'],
      [`create${TYPE}(input: { label: "init" })`, 'input', 'no init of init'],
      [
        `create${TYPE}(input: { label: "a", parts: { create: [{ label: "b" }, { label: "create" }] } })`,
        'input.parts.create.1',
        'no create of create',
      ],
      [
        `create${TYPE}(input: { label: "a", parts: { create: [{ label: "b" }, { label: "later" }] } })`,
        'input.parts.create.1',
        'no later of later',
      ],
      [
        `create${TYPE}(input: { label: "a", base: { create: { label: "init" } } })`,
        'input.base.create',
        'no init of init',
      ],
      [
        `create${TYPE}s(inputs: [{ label: "a" }, { label: "create" }, { label: "c" }])`,
        'inputs.1',
        'no create of create',
      ],
      [`update${TYPE}(id: 1, input: { label: "update" })`, 'input', 'no update of update'],
      [
        `update${TYPE}s(where: { label: { eq: "one" } }, input: { label: "update" })`,
        'input',
        'no update of update',
      ],
      [
        `upsert${TYPE}(by: { label: "create" }, create: { label: "create" }, update: { label: "x" })`,
        'create',
        'no create of create',
      ],
      [
        `upsert${TYPE}(by: { label: "one" }, create: { label: "one" }, update: { label: "update" })`,
        'update',
        'no update of update',
      ],
      [
        `update${TYPE}(id: 2, input: { parts: { create: [{ label: "create" }] } })`,
        'input.parts.create.0',
        'no create of create',
      ],
      [
        `update${TYPE}(id: 2, input: { parts: { connectOrCreate: [{ where: { label: "create" }, create: { label: "create" } }] } })`,
        'input.parts.connectOrCreate.0.create',
        'no create of create',
      ],
      [`create${TYPE}(input: { label: "create label" })`, 'input.label', 'is no label'],
      [
        `create${TYPE}(input: { label: "a", base: { create: { label: "init label" } } })`,
        'input.base.create.label',
        'is no label',
      ],
      [
        `update${TYPE}s(where: { label: { eq: "one" } }, input: { label: "update label" })`,
        'input.label',
        'is no label',
      ],
      [
        `update${TYPE}s(updates: [{ id: 1, input: { amount: 1 } }, { id: 2, input: { label: "update label" } }])`,
        'updates.1.input.label',
        'is no label',
      ],
      [
        `update${TYPE}(id: 2, input: { parts: { update: [{ id: 3, input: { label: "update label" } }] } })`,
        'input.parts.update.0.input.label',
        'is no label',
      ],
    ])('that a hook finds broken are errors of the payload: %s', async (field, path, message) => {
      expect(await refused(field)).toEqual(invalid(path, message));
    });

    it('that a hook finds broken when a row goes name the argument', async () => {
      const em = database.orm.em.fork();
      await em.execute(`insert into ${TYPE.toLowerCase()}s (label) values ('delete')`);
      const [{ id } = { id: 0 }] = await em.execute<{ id: number }[]>(
        `select id from ${TYPE.toLowerCase()}s where label = 'delete'`,
      );
      expect(await refused(`delete${TYPE}(id: ${String(id)})`)).toEqual(
        invalid('id', 'no delete of delete'),
      );
      expect(await refused(`delete${TYPE}s(where: { label: { eq: "delete" } })`)).toEqual(
        invalid('where', 'no delete of delete'),
      );
      await em.execute(
        `update ${TYPE.toLowerCase()}s set label = 'delete label' where label = 'delete'`,
      );
      expect(await refused(`delete${TYPE}(id: ${String(id)})`)).toEqual(
        invalid('id', 'is no label'),
      );
      await em.execute(`delete from ${TYPE.toLowerCase()}s where label = 'delete label'`);
    });

    it('that a hook finds broken drop one row of many, where the others go on', async () => {
      const { body } = await api.ask(
        `mutation { it: create${TYPE}s(errorPolicy: CONTINUE, inputs: [{ label: "kept" }, { label: "create" }, { label: "init" }]) { affectedCount ${ERRORS} } }`,
      );
      expect(body.data).toEqual({
        it: {
          affectedCount: 1,
          errors: [
            { code: 'VALIDATION', path: ['inputs', '1'], message: 'no create of create' },
            { code: 'VALIDATION', path: ['inputs', '2'], message: 'no init of init' },
          ],
        },
      });
      await api.data(
        `mutation { delete${TYPE}s(where: { label: { eq: "kept" } }) { affectedCount } }`,
      );
    });

    it.each(['beforeFlush', 'onFlush', 'afterFlush', 'beforeTransactionCommit'] as const)(
      'that a subscriber finds broken are errors of the payload (%s)',
      async (event) => {
        const events = api.app.orm.em.getEventManager();
        const subscriber: EventSubscriber = {
          [event]: () => {
            throw new RuleError('not today');
          },
        };
        events.registerSubscriber(subscriber);
        try {
          expect(await refused(`create${TYPE}(input: { label: "subscribed" })`)).toEqual(
            invalid(event === 'beforeTransactionCommit' ? '' : 'input', 'not today'),
          );
        } finally {
          events.getSubscribers().delete(subscriber);
          Object.assign(subscriber, { [event]: () => undefined });
        }
      },
    );

    it.each([
      [1, 'is not liked'],
      [2, 'is not valid'],
      [3, 'is not valid'],
      [4, 'is four'],
      [5, 'is five'],
      [6, 'is not liked'],
      [7, 'must not be seven'],
      [8, 'an odd number is no eight'],
    ])('are told by validators that wait, throw or reject (%i)', async (odd, message) => {
      for (const [field, path] of [
        [`create${TYPE}(input: { label: "v", odd: ${String(odd)} })`, 'input.odd'],
        [`update${TYPE}(id: 1, input: { odd: ${String(odd)} })`, 'input.odd'],
        [
          `create${TYPE}s(inputs: [{ label: "w" }, { label: "v", odd: ${String(odd)} }])`,
          'inputs.1.odd',
        ],
        [
          `create${TYPE}(input: { label: "v", parts: { create: [{ label: "w", odd: ${String(odd)} }] } })`,
          'input.parts.create.0.odd',
        ],
      ] as const) {
        expect(await refused(field)).toEqual(invalid(path, message));
      }
    });

    it('are told by validators of which those that failed stand in the log, under the request id', async () => {
      const lines = logLines(api);
      const logged = (): unknown[] =>
        lines.splice(0).map(({ reqId, msg, err }) => [reqId, msg, (err as Error).message]);
      for (const odd of [1, 2, 3, 4, 5, 6]) {
        const { headers, text } = await api.ask(
          `mutation { create${TYPE}(input: { label: "v", odd: ${String(odd)} }) { ${ERRORS} } }`,
        );
        const line = [headers.get('x-request-id'), 'a validator failed', 'secret detail'];
        expect(text).not.toContain('secret');
        expect({ odd, logged: logged() }).toEqual({
          odd,
          logged: odd === 2 || odd === 3 ? [line] : [],
        });
      }
      await api.ask(
        `mutation { create${TYPE}s(errorPolicy: CONTINUE, inputs: [{ label: "v", odd: 2 }, { label: "w", odd: 3, parts: { create: [{ label: "x", odd: 2 }] } }]) { ${ERRORS} } }`,
      );
      expect(logged()).toHaveLength(3);
    });

    it.each([
      [`create${TYPE}(input: { label: "a", grade: 13 })`, 'input'],
      [`update${TYPE}(id: 1, input: { grade: 13 })`, 'input'],
      [`update${TYPE}s(where: { label: { eq: "one" } }, input: { grade: 13 })`, 'input'],
      [
        `create${TYPE}s(inputs: [{ label: "a" }, { label: "b", grade: 13 }, { label: "c" }])`,
        'inputs.1',
      ],
      [
        `create${TYPE}(input: { label: "a", parts: { create: [{ label: "b" }, { label: "c", grade: 13 }] } })`,
        'input.parts.create.1',
      ],
      [
        `upsert${TYPE}(by: { label: "a" }, create: { label: "a", grade: 13 }, update: { label: "x" })`,
        'create',
      ],
      [
        `upsert${TYPE}(by: { label: "one" }, create: { label: "one" }, update: { grade: 13 })`,
        'update',
      ],
    ])('that a setter finds broken are errors of the payload: %s', async (field, path) => {
      expect(await refused(field)).toEqual(invalid(path, 'no grade is 13'));
    });

    it('that a constructor finds broken are errors of the payload, and rows that are there load', async () => {
      Paint.isSoldOut = true;
      try {
        for (const [field, path] of [
          [`create${TYPE}(input: { label: "a" })`, 'input'],
          [`create${TYPE}s(inputs: [{ label: "a" }, { label: "b" }])`, 'inputs.0'],
          [
            `update${TYPE}(id: 1, input: { parts: { create: [{ label: "a" }] } })`,
            'input.parts.create.0',
          ],
          [`upsert${TYPE}(by: { label: "a" }, create: { label: "a" }, update: {})`, 'create'],
        ] as const) {
          expect(await refused(field)).toEqual(invalid(path, 'is sold out'));
        }
        expect(
          await api.data(
            `mutation { update${TYPE}(id: 1, input: { grade: 3 }) { ${ONE} { label grade } ${ERRORS} } }`,
          ),
        ).toEqual({ [`update${TYPE}`]: { [ONE]: { label: 'one', grade: 3 }, errors: [] } });
      } finally {
        Paint.isSoldOut = false;
      }
    });

    it.each([
      ['"red"', 'must be #rrggbb'],
      ['"nothing"', 'is not a Color'],
      ['"text"', 'is not a Color'],
      ['7', 'must be #rrggbb'],
    ])('of a scalar are told of an input: %s', async (literal, message) => {
      const value = JSON.parse(literal) as unknown;
      if (typeof value === 'string') {
        expect(await refused(`create${TYPE}(input: { label: "s", color: ${literal} })`)).toEqual(
          invalid('input.color', message),
        );
      }
      expect(await refused(`create${TYPE}(input: { label: "s", color: "#fff", odd: 6 })`)).toEqual(
        invalid('input.odd', 'is not liked'),
      );
    });

    it('of a scalar are none of what is stored, which is told as it is', async () => {
      await database.orm.em
        .fork()
        .execute(`update ${TYPE.toLowerCase()}s set color = '#broken' where id = 1`);
      const { body } = await api.ask(`{ ${ONE}(id: 1) { color } }`);
      expect(body).toEqual({ data: { [ONE]: { color: '#broken' } } });
    });
  },
  { models: [...models, PAINT] },
);
