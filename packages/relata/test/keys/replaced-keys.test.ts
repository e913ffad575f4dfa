import { describeEachDatabase } from '../../src/testing/describe-each-database.js';
import { ownersOf } from '../club/owners.js';
import { hasPins, KEYS_OF_OWNERS, pairsOf } from '../club/pairs.js';

describe.each(KEYS_OF_OWNERS)('rows with the key of one whose key is %s', (kind) => {
  describeEachDatabase('are', { application: pairsOf(kind) }, (app) => {
    const { write, newOwner, update, seen, read, refused, operations } = ownersOf(app, kind);

    it('not replaced by who may not, or by what must not be', async () => {
      const id = await newOwner('shadow: { create: { length: 100, mark: "m" } }');
      const shadow = (input: string): string =>
        update(id, `name: "No", shadow: { create: { ${input} } }`);
      await refused(shadow('length: 1'), [['FORBIDDEN', 'input.shadow']]);
      const other = await newOwner('shadow: { create: { length: 99, mark: "n" } }');
      const late = (input: string): string =>
        update(other, `name: "No", shadow: { create: { ${input} } }`);
      await refused(late('length: 200'), [['FORBIDDEN', 'input.shadow.create']]);
      await refused(late('length: -1'), [['VALIDATION', 'input.shadow.create']]);
      await refused(late('length: 1, mark: "m"'), [['NOT_UNIQUE', 'input.shadow.create.mark']]);
      // Who may not create it is not told that the mark is taken.
      await refused(late('length: 200, mark: "m"'), [['FORBIDDEN', 'input.shadow.create']]);
      expect(await read(id)).toEqual(seen(id, 100, null));
      expect(await read(other)).toEqual(seen(other, 99, null));
      const { owners } = await app.data<{ owners: unknown }>(
        '{ owners(where: { name: { eq: "No" } }) { totalCount } }',
      );
      expect(owners).toEqual({ totalCount: 0 });
    });

    it('not overwritten by a new one that has their key', async () => {
      const id = await newOwner(
        'shadow: { create: { length: 21 } }, fingers: { create: [{ number: 1, ring: "gold" }] }',
      );
      const shadow = JSON.stringify(id.replace('owner', 'shadow'));
      const finger = JSON.stringify(`${id.replace('owner', 'finger')}~1`);
      const known = `a: updateShadow(id: ${shadow}, input: { length: 22 }) { errors { code path } }
        b: updateFinger(id: ${finger}, input: { ring: "iron" }) { errors { code path } }`;
      const itsOwner = `owner: { connect: ${JSON.stringify(id)} }`;
      await refused(
        `${known} c: createShadow(input: { length: 23, ${itsOwner} }) { errors { code path } }`,
        [['NOT_UNIQUE', 'input.owner']],
      );
      await refused(
        `${known} c: createFinger(input: { number: 1, ring: "tin", ${itsOwner} }) { errors { code path } }`,
        [['NOT_UNIQUE', 'input']],
      );
      await refused(
        `${known} c: ${update(id, 'fingers: { create: [{ number: 1, ring: "tin" }] }')}`,
        [['NOT_UNIQUE', 'input.fingers.create.0']],
      );
      await refused(
        update(id, 'fingers: { create: [{ number: 2, ring: "a" }, { number: 2, ring: "b" }] }'),
        [['NOT_UNIQUE', 'input.fingers.create']],
      );
      expect(await read(id)).toEqual(seen(id, 21, null));
    });

    it('replaced as one of many is', async () => {
      const id = await newOwner(
        'fingers: { create: [{ number: 1, ring: "gold" }, { number: 2, ring: "iron" }] }',
      );
      const finger = `${id.replace('owner', 'finger')}~1`;
      const rings = async (): Promise<unknown> =>
        (
          await app.data<{ owner: unknown }>(
            'query ($id: ID!) { owner(id: $id) { version fingers(orderBy: { number: ASC }) { nodes { number ring } } } }',
            { variables: { id } },
          )
        ).owner;
      const document = update(
        id,
        `fingers: { delete: [${JSON.stringify(finger)}], create: [{ number: 1, ring: "tin" }, { number: 3, ring: "lead" }] }`,
      );
      expect((await operations(document)).filter((each) => each.endsWith(finger))).toEqual([
        `DELETE ${finger}`,
        `CREATE ${finger}`,
      ]);
      expect((await write(document)).errors).toEqual([]);
      expect(await rings()).toEqual({
        version: 2,
        fingers: {
          nodes: [
            { number: 1, ring: 'tin' },
            { number: 2, ring: 'iron' },
            { number: 3, ring: 'lead' },
          ],
        },
      });
    });
  });
});

describe.each(KEYS_OF_OWNERS.filter(hasPins))(
  'rows that others refer to, with the key of one whose key is %s',
  (kind) => {
    describeEachDatabase('are', { application: pairsOf(kind) }, (app) => {
      const { write, newOwner, update, read, seen } = ownersOf(app, kind);

      it('replaced by one that takes what others have', async () => {
        const { createPlace } = await app.data<{ createPlace: { place: { id: string } } }>(
          'mutation { createPlace(input: { name: "Of pins" }) { place { id } } }',
        );
        const viewer = { userId: createPlace.place.id.slice('place_'.length) };
        const pinned = 'shadow: { create: { length: 30, pin: { create: {} } } }';
        const [id, other] = [
          await newOwner(pinned, { viewer }),
          await newOwner(pinned, { viewer }),
        ];
        const pins = async (): Promise<unknown> =>
          (
            await app.data<{ pins: { nodes: unknown } }>(
              '{ pins { nodes { id shadow { id length } } } }',
            )
          ).pins.nodes;
        const shadow = (of: string, length: number): object => ({
          id: of.replace('owner', 'shadow'),
          length,
        });
        expect(await pins()).toEqual([
          { id: 'pin_1', shadow: shadow(id, 30) },
          { id: 'pin_2', shadow: shadow(other, 30) },
        ]);
        expect(
          (
            await write(
              update(id, 'shadow: { create: { length: 31, pin: { connect: "pin_2" } } }'),
              { viewer },
            )
          ).errors,
        ).toEqual([]);
        expect(await pins()).toEqual([
          { id: 'pin_1', shadow: null },
          { id: 'pin_2', shadow: shadow(id, 31) },
        ]);
      });

      it('not replaced by nobody, where somebody is to make what hangs on it', async () => {
        const id = await newOwner('shadow: { create: { length: 40 } }');
        const { status } = await app.ask(
          `mutation { ${update(id, 'shadow: { create: { length: 41, pin: { create: {} } } }')} }`,
        );
        expect([status, await read(id)]).toEqual([401, seen(id, 40, null)]);
      });
    });
  },
);
