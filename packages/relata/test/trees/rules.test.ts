import { withSession } from '../../src/request/session.js';
import { describeEachDatabase } from '../../src/testing/describe-each-database.js';
import { archive } from '../archive/archive.js';
import { Folder, Paper, Person } from '../archive/folders.js';

/** Who may make folders of others, and keeps one: what papers say is told to those who may write some there. */
const VIEWER = { userId: 1, permissions: ['folder:create'] };

describeEachDatabase('rules that lead through a tree', { application: archive }, (app) => {
  beforeAll(() =>
    withSession(app.app, (em) => {
      const [own, other] = ['own', 'other'].map((name) => em.create(Person, { name }));
      const folder = (label: string, keeper: Person | undefined, parent: Folder | null): Folder =>
        em.create(Folder, { label, keeper, parent } as never);
      const mine = folder('mine', own, null);
      const theirs = folder('theirs', other, null);
      folder('in mine', other, folder('deep', other, mine));
      folder('mine in theirs', own, theirs);
      em.create(Paper, { text: 'taken', folder: theirs } as never);
      return Promise.resolve();
    }),
  );

  const idOf = async (label: string): Promise<string> => {
    const { it: found } = await app.data<{ it: { id: string } }>(
      `query ($label: String!) { it: folderByLabel(label: $label) { id } }`,
      { variables: { label }, viewer: VIEWER },
    );
    return found.id;
  };
  const codes = async (field: string): Promise<readonly string[]> => {
    const { it: payload } = await app.data<{ it: { errors: { code: string }[] } }>(
      `mutation { it: ${field} { errors { code } } }`,
      { viewer: VIEWER },
    );
    return payload.errors.map(({ code }) => code);
  };

  it('see the rows above', async () => {
    const paper = async (label: string): Promise<readonly string[]> =>
      codes(
        `createPaper(input: { text: "new in ${label}", folder: { connect: "${await idOf(label)}" } })`,
      );
    expect(await paper('in mine')).toEqual([]);
    expect(await paper('mine')).toEqual([]);
    expect(await paper('theirs')).toEqual(['FORBIDDEN']);
  });

  it('see the rows below', async () => {
    const update = async (text: string): Promise<readonly string[]> => {
      const { it: found } = await app.data<{ it: { id: string } }>(
        `query ($text: String!) { it: paperByText(text: $text) { id } }`,
        { variables: { text }, viewer: VIEWER },
      );
      return await codes(`updatePaper(id: "${found.id}", input: { text: "${text}" })`);
    };
    expect(await update('taken')).toEqual([]);
    expect(await update('new in mine')).toEqual(['FORBIDDEN']);
  });

  it('see new rows, and those above them, before anything is written', async () => {
    const folder = (label: string, rest: string): string =>
      `{ label: "${label}", isSecret: false, keeper: { connect: "person_2" } ${rest} }`;
    const taken = 'papers: { create: [{ text: "taken" }] }';
    const below = async (parent: string): Promise<readonly (readonly string[])[]> => {
      const tie = `parent: { connect: "${await idOf(parent)}" }`;
      return [
        await codes(`createFolder(input: ${folder('n', `${tie} ${taken}`)})`),
        await codes(
          `createFolder(input: ${folder('n', `${tie} children: { create: [${folder('m', taken)}] }`)})`,
        ),
      ];
    };
    expect(await below('mine')).toEqual([['NOT_UNIQUE'], ['NOT_UNIQUE']]);
    expect(await below('in mine')).toEqual([['NOT_UNIQUE'], ['NOT_UNIQUE']]);
    expect(await below('theirs')).toEqual([['FORBIDDEN'], ['FORBIDDEN']]);
  });
});
