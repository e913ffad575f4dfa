import { describeEachDatabase } from '../../src/testing/describe-each-database.js';
import { ownersOf } from '../club/owners.js';
import { KEYS_OF_OWNERS, pairsOf } from '../club/pairs.js';

describe.each(KEYS_OF_OWNERS)('rows with the key of one whose key is %s', (kind) => {
  describeEachDatabase('are one to one', { application: pairsOf(kind) }, (app) => {
    const {
      owner,
      write,
      newOwner,
      update,
      seen,
      read,
      versionOf,
      counts,
      refused,
      changes,
      operations,
      upsert,
    } = ownersOf(app, kind);

    it('created with it', async () => {
      const id = await newOwner(
        'shadow: { create: { length: 1 } }, badge: { create: { text: "a" } }',
      );
      expect(await read(id)).toEqual(seen(id, 1, 'a'));
    });

    it('created by themselves, once', async () => {
      const id = await newOwner();
      const shadow = `createShadow(input: { length: 2, owner: { connect: ${JSON.stringify(id)} } }) { errors { code path } }`;
      expect(await write(shadow)).toEqual({ errors: [] });
      expect(await read(id)).toEqual(seen(id, 2, null));
      await refused(shadow, [['NOT_UNIQUE', 'input.owner']]);
      await refused(
        `createBadges(inputs: [{ text: "a", owner: { connect: ${JSON.stringify(id)} } }, { text: "b", owner: { connect: ${JSON.stringify(id)} } }]) { errors { code path } }`,
        [['NOT_UNIQUE', 'inputs.1.owner']],
      );
    });

    it('created with their owner', async () => {
      const { errors } = await write(
        `createShadow(input: { length: 3, owner: { create: ${owner('badge: { create: { text: "b" } }')} } }) { shadow { id } errors { code path } }`,
      );
      expect(errors).toEqual([]);
      const { shadows } = await app.data<{
        shadows: { nodes: readonly { id: string; owner: { id: string } }[] };
      }>('{ shadows(where: { length: { eq: 3 } }) { nodes { id owner { id badge { text } } } } }');
      const [row] = shadows.nodes;
      expect(row?.owner).toMatchObject({ badge: { text: 'b' } });
      expect(row?.owner.id).toBe(row?.id.replace('shadow', 'owner'));
    });

    it('created in an update', async () => {
      const id = await newOwner();
      const document = update(
        id,
        'shadow: { create: { length: 4 } }, badge: { create: { text: "c" } }',
      );
      const names = [
        `CREATE ${id.replace('owner', 'badge')}`,
        `CREATE ${id.replace('owner', 'shadow')}`,
        `UPDATE ${id}`,
      ];
      expect([...(await operations(document))].sort()).toEqual(names);
      expect(await write(document)).toEqual({ owner: seen(id, 4, 'c'), errors: [] });
      expect(await read(id)).toEqual(seen(id, 4, 'c'));
    });

    it('replaced, where what was there goes', async () => {
      const id = await newOwner(
        'shadow: { create: { length: 5 } }, badge: { create: { text: "d" } }',
      );
      const document = update(id, 'name: "Renamed", shadow: { create: { length: 6 } }');
      const shadow = id.replace('owner', 'shadow');
      const told = (await changes(document)).map(({ operation, id: row, fields }) => [
        operation,
        row,
        fields['length'],
      ]);
      expect(told).toContainEqual(['DELETE', shadow, { before: 5, after: null }]);
      expect(told).toContainEqual(['CREATE', shadow, { before: null, after: 6 }]);
      expect(told.findIndex(([operation]) => operation === 'DELETE')).toBeLessThan(
        told.findIndex(([operation]) => operation === 'CREATE'),
      );
      expect(await write(document)).toEqual({ owner: seen(id, 6, 'd'), errors: [] });
      expect(await versionOf(id)).toBe(2);
      expect(await read(id)).toEqual(seen(id, 6, 'd'));
      const twice = `a: ${update(id, 'shadow: { create: { length: 7 } }')} b: ${update(id, 'shadow: { create: { length: 8 } }')}`;
      expect(await write(twice)).toEqual({ owner: seen(id, 8, 'd'), errors: [] });
      expect(await read(id)).toEqual(seen(id, 8, 'd'));
    });

    it('not replaced, where what was there cannot go', async () => {
      const id = await newOwner('badge: { create: { text: "e" } }');
      await refused(update(id, 'name: "No", badge: { create: { text: "f" } }'), [
        ['VALIDATION', 'input.badge'],
      ]);
      expect(await read(id)).toEqual(seen(id, null, 'e'));
      // Nor is it where it is there only now.
      await refused(
        `a: ${update(id, 'shadow: { create: { length: 1 } }')} b: ${update(id, 'badge: { create: { text: "f" } }')}`,
        [['VALIDATION', 'input.badge']],
      );
      expect(await read(id)).toEqual(seen(id, null, 'e'));
    });

    it('deleted, where there is one', async () => {
      const id = await newOwner('shadow: { create: { length: 9 } }');
      const gone = update(id, 'shadow: { delete: true }');
      expect(await operations(gone)).toEqual([
        `UPDATE ${id}`,
        `DELETE ${id.replace('owner', 'shadow')}`,
      ]);
      expect(await write(update(id, 'shadow: { delete: false }'))).toEqual({
        owner: seen(id, 9, null),
        errors: [],
      });
      expect(await write(gone)).toEqual({ owner: seen(id, null, null), errors: [] });
      expect(await write(gone)).toEqual({ owner: seen(id, null, null), errors: [] });
      expect(await operations(gone)).toEqual([]);
      expect(await write(update(id, 'shadow: { create: { length: 10 } }'))).toEqual({
        owner: seen(id, 10, null),
        errors: [],
      });
    });

    it('deleted and created anew in one document', async () => {
      const id = await newOwner(
        'shadow: { create: { length: 11 } }, badge: { create: { text: "g" } }',
      );
      const badge = JSON.stringify(id.replace('owner', 'badge'));
      const document = `a: deleteBadge(id: ${badge}) { errors { code path } }
        b: ${update(id, 'shadow: { delete: true }')}
        c: createBadge(input: { text: "h", owner: { connect: ${JSON.stringify(id)} } }) { errors { code path } }
        d: ${update(id, 'shadow: { create: { length: 12 } }')}`;
      expect(await write(document)).toEqual({ owner: seen(id, 12, 'h'), errors: [] });
      expect(await read(id)).toEqual(seen(id, 12, 'h'));
    });

    it('never of several rows at once', async () => {
      const ids = [
        await newOwner('shadow: { create: { length: 13 } }'),
        await newOwner('shadow: { create: { length: 14 } }'),
      ];
      const all = (input: string): string =>
        `updateOwners(where: { id: { in: ${JSON.stringify(ids)} } }, input: { ${input} }) { errors { code path } }`;
      await refused(all('shadow: { create: { length: 15 } }'), [['VALIDATION', 'input.shadow']]);
      await refused(all('badge: { create: { text: "i" } }'), [['VALIDATION', 'input.badge']]);
      expect(await write(all('shadow: { delete: true }'))).toEqual({ errors: [] });
      for (const id of ids) {
        expect(await read(id)).toEqual(seen(id, null, null));
      }
    });

    it('found or made by an upsert', async () => {
      const id = await newOwner('shadow: { create: { length: 16 } }');
      await write(update(id, 'name: "Known"'));
      const document = upsert('Known', 'shadow: { create: { length: 17 } }');
      expect(await write(document)).toEqual({ owner: seen(id, 17, null), errors: [] });
    });

    it('gone with it', async () => {
      const id = await newOwner(
        'shadow: { create: { length: 18 } }, badge: { create: { text: "j" } }',
      );
      const gone = `deleteOwner(id: ${JSON.stringify(id)}) { deletedId errors { code path } }`;
      expect([...(await operations(gone))].sort()).toEqual([
        `DELETE ${id.replace('owner', 'badge')}`,
        `DELETE ${id}`,
        `DELETE ${id.replace('owner', 'shadow')}`,
      ]);
      const before = await counts();
      expect(await write(gone)).toEqual({ deletedId: id, errors: [] });
      const after = await counts();
      for (const table of ['owners', 'shadows', 'badges']) {
        expect(after[table]?.totalCount).toBe((before[table]?.totalCount ?? 0) - 1);
      }
    });

    it('theirs for good', async () => {
      const id = await newOwner('shadow: { create: { length: 19 } }');
      const shadow = JSON.stringify(id.replace('owner', 'shadow'));
      for (const input of [
        `updateShadow(id: ${shadow}, input: { owner: { connect: ${JSON.stringify(id)} } }) { errors { code } }`,
        update(id, `shadow: { connect: ${shadow} }`),
        update(id, 'badge: { disconnect: true }'),
        update(id, 'badge: { delete: true }'),
      ]) {
        const { status, body } = await app.ask(`mutation { ${input} }`);
        expect([status, body.errors?.[0]?.extensions?.['code']]).toEqual([
          400,
          'GRAPHQL_VALIDATION_FAILED',
        ]);
      }
      expect(
        await write(`updateShadow(id: ${shadow}, input: { length: 20 }) { errors { code } }`),
      ).toEqual({ errors: [] });
      expect(await read(id)).toEqual(seen(id, 20, null));
    });
  });
});
