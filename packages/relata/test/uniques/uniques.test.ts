import { describeEachDatabase } from '../../src/testing/describe-each-database.js';
import { withSession } from '../../src/request/session.js';
import { BothReaders } from '../support/both-readers.js';
import { Critic, Issue, kiosk, Paper, Slot } from './kiosk.js';

interface Told {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[];
  readonly paths?: readonly (readonly string[])[];
}

const ERRORS = 'errors { code message path ... on NotUniqueError { paths } }';

describeEachDatabase('columns that are unique together', { application: kiosk }, (app) => {
  let readers: BothReaders;
  let critic: string;

  beforeAll(async () => {
    readers = await BothReaders.start(app.database);
  });

  beforeEach(async () => {
    await withSession(app.app, async (em) => {
      await em.nativeDelete(Issue, {});
      await em.nativeDelete(Slot, {});
      await em.nativeDelete(Paper, {});
      await em.nativeDelete(Critic, {});
      em.create(Paper, { id: 51, name: 'one' } as never);
      em.create(Paper, { id: 52, name: 'draft two' } as never);
      const { id } = em.create(Critic, { name: 'c' } as never);
      critic = id;
      await em.flush();
      em.create(Issue, { id: 101, paper: 51, number: 1, year: 2000, mark: 'm', critic } as never);
      em.create(Issue, { id: 102, paper: 52, number: 1 } as never);
    });
  });

  const write = async (document: string): Promise<Record<string, { errors: readonly Told[] }>> =>
    await app.data<Record<string, { errors: readonly Told[] }>>(`mutation { ${document} }`, {
      viewer: { userId: 1, permissions: [] },
    });
  const errorsOf = async (document: string): Promise<unknown> => {
    const { it: told } = await write(`it: ${document}`);
    return told?.errors.map(({ code, path, paths, message }) =>
      code === 'NOT_UNIQUE'
        ? [message, path.join('.'), ...(paths ?? []).map((each) => each.join('.'))]
        : [code, path.join('.')],
    );
  };
  const TAKEN = 'this combination of paper and number is taken';

  it('find a row, in both readers', async () => {
    const data = await readers.data(
      `query ($paper: ID!, $critic: ID!) {
        a: issueByPaperAndNumber(paper: "paper_51", number: 1) { id }
        b: issueByPaperAndNumber(paper: $paper, number: 1) { id number }
        c: issueByPaperAndNumber(paper: 51, number: 2) { id }
        d: issueByCriticAndPaper(critic: $critic, paper: 51) { id }
      }`,
      { variables: { paper: '51', critic } },
    );
    expect(data).toEqual({
      a: { id: 'issue_101' },
      b: { id: 'issue_101', number: 1 },
      c: null,
      d: { id: 'issue_101' },
    });
    const { body } = await readers.compiled.ask(
      '{ issueByPaperAndNumber(paper: "issue_101", number: 1) { id } }',
    );
    expect(body.errors?.[0]?.message).toContain('expected a Paper id, got issue_101');
  });

  it('find nothing by what the viewer does not see', async () => {
    const document = `{
      byMark: issueByYearAndWeekAndMark(year: 2000, week: 1, mark: "m") { id }
      byHidden: issueByPaperAndNumber(paper: 52, number: 1) { id }
    }`;
    expect(await readers.data(document)).toEqual({ byMark: null, byHidden: null });
    const viewer = { userId: null, permissions: ['mark:read'] };
    expect(await readers.data(document, { viewer })).toEqual({
      byMark: { id: 'issue_101' },
      byHidden: null,
    });
  });

  it('are told with the places of all when they are taken', async () => {
    expect(
      await errorsOf(`createIssue(input: { paper: { connect: 51 }, number: 1 }) { ${ERRORS} }`),
    ).toEqual([[TAKEN, 'input', 'input.paper', 'input.number']]);
    expect(
      await errorsOf(
        `createIssues(inputs: [{ paper: { connect: 51 }, number: 7 }, { paper: { connect: 51 }, number: 7 }]) { ${ERRORS} }`,
      ),
    ).toEqual([[TAKEN, 'inputs.1', 'inputs.1.paper', 'inputs.1.number']]);
    // The rest of a combination may come from a default, or from the row that is there.
    expect(
      await errorsOf(
        `createIssue(input: { paper: { connect: 51 }, number: 2, year: 2000, mark: "m" }) { ${ERRORS} }`,
      ),
    ).toEqual([
      ['this combination of year and week and mark is taken', 'input', 'input.year', 'input.mark'],
    ]);
    await write(`createIssue(input: { paper: { connect: 51 }, number: 3 }) { errors { code } }`);
    expect(
      await errorsOf(
        `updateIssues(where: { number: { eq: 3 } }, input: { number: 1 }) { ${ERRORS} }`,
      ),
    ).toEqual([[TAKEN, 'input.number', 'input.number']]);
  });

  it('are told of rows that are created in one that is there, and in each other', async () => {
    expect(
      await errorsOf(
        `updatePaper(id: 51, input: { issues: { create: [{ number: 1 }] } }) { ${ERRORS} }`,
      ),
    ).toEqual([[TAKEN, 'input.issues.create.0.number', 'input.issues.create.0.number']]);
    expect(
      await errorsOf(
        `createPaper(input: { name: "n", issues: { create: [{ number: 1 }, { number: 1 }] } }) { ${ERRORS} }`,
      ),
    ).toEqual([[TAKEN, 'input.issues.create', 'input.issues.create']]);
  });

  it('are not told to who may not create such a row', async () => {
    await withSession(app.app, async (em) => {
      em.create(Issue, { paper: 51, number: 1000 } as never);
      await em.flush();
    });
    expect(
      await errorsOf(`createIssue(input: { paper: { connect: 51 }, number: 1000 }) { ${ERRORS} }`),
    ).toEqual([['FORBIDDEN', 'input']]);
    expect(
      await errorsOf(
        `updatePaper(id: 51, input: { issues: { create: [{ number: 1000 }] } }) { ${ERRORS} }`,
      ),
    ).toEqual([['FORBIDDEN', 'input.issues.create.0']]);
  });

  it('are kept free of rows with a null', async () => {
    const input = '{ paper: { connect: 51 }, number: 5, year: 2000 }';
    const other = '{ paper: { connect: 51 }, number: 6, year: 2000 }';
    expect(await errorsOf(`createIssues(inputs: [${input}, ${other}]) { ${ERRORS} }`)).toEqual([]);
  });

  it('are upserted by', async () => {
    const upsert = (number: number, create: number): string =>
      `upsertIssue(by: { paperAndNumber: { paper: "paper_51", number: ${String(number)} } },
        create: { paper: { connect: 51 }, number: ${String(create)}, week: 8 }, update: { week: 9 }) { issue { number week } ${ERRORS} }`;
    expect(await write(`a: ${upsert(1, 1)} b: ${upsert(2, 2)} c: ${upsert(2, 2)}`)).toEqual({
      a: { issue: { number: 1, week: 9 }, errors: [] },
      b: { issue: { number: 2, week: 8 }, errors: [] },
      c: { issue: { number: 2, week: 9 }, errors: [] },
    });
    expect(await errorsOf(upsert(4, 1))).toEqual([
      [TAKEN, 'create', 'create.paper', 'create.number'],
    ]);
    expect(
      await errorsOf(
        `upsertIssue(by: { paperAndNumber: { paper: "issue_101", number: 1 } }, create: { paper: { connect: 51 }, number: 1 }, update: {}) { ${ERRORS} }`,
      ),
    ).toEqual([['VALIDATION', 'by.paperAndNumber.paper']]);
  });

  it('are connected or created by', async () => {
    const by = (number: number): string =>
      `{ where: { paperAndNumber: { paper: 51, number: ${String(number)} } }, create: { paper: { connect: 51 }, number: ${String(number)} } }`;
    expect(
      await write(
        `a: updateCritic(id: "${critic}", input: { issues: { connectOrCreate: [${by(1)}] } }) { ${ERRORS} }`,
      ),
    ).toEqual({ a: { errors: [] } });
    await app.app.orm.em.fork().nativeDelete(Issue, { number: 1, paper: 51 });
    await write(
      `a: updateCritic(id: "${critic}", input: { issues: { connectOrCreate: [${by(7)}, ${by(7)}] } }) { ${ERRORS} }`,
    );
    expect(
      await readers.data(
        `{ issueByPaperAndNumber(paper: 51, number: 7) { critic { name } } issues { totalCount } }`,
      ),
    ).toEqual({
      issueByPaperAndNumber: { critic: { name: 'c' } },
      issues: { totalCount: 2 },
    });
  });

  it('of some rows alone hold, and find nothing', async () => {
    const { body } = await readers.compiled.ask(
      '{ slotByPaperAndLeads(paper: 51, leads: true) { id } }',
    );
    expect(body.errors?.[0]?.message).toContain('Cannot query field');
    const slot = (position: number, leads: boolean): string =>
      `createSlot(input: { paper: { connect: 51 }, position: ${String(position)}, leads: ${String(leads)} }) { ${ERRORS} }`;
    expect(await errorsOf(slot(1, false))).toEqual([]);
    expect(await errorsOf(slot(2, false))).toEqual([]);
    expect(await errorsOf(slot(3, true))).toEqual([]);
    expect(await errorsOf(slot(4, true))).toEqual([
      ['this combination of paper and leads is taken', 'input', 'input.paper', 'input.leads'],
    ]);
  });

  it('may be traded in a document where they are deferred, and are told alike by the commit', async () => {
    const slots = await write(
      `a: createSlots(inputs: [{ paper: { connect: 51 }, position: 1 }, { paper: { connect: 51 }, position: 2 }]) { slots { id } errors { code } }`,
    );
    const [first, second] = (slots['a'] as unknown as { slots: { id: string }[] }).slots;
    const move = (of: { id: string } | undefined, position: number): string =>
      `updateSlot(id: "${String(of?.id)}", input: { position: ${String(position)} }) { ${ERRORS} }`;
    const { a, b } = await write(`a: ${move(first, 2)} b: ${move(second, 1)}`);
    if (app.database.dialect === 'postgresql') {
      expect([a?.errors, b?.errors]).toEqual([[], []]);
    } else {
      expect(a?.errors.map(({ code }) => code)).toEqual(['NOT_UNIQUE']);
    }
    const taken = `createSlot(input: { paper: { connect: 51 }, position: 2 }) { ${ERRORS} }`;
    expect(await errorsOf(taken)).toEqual([
      ['this combination of paper and position is taken', 'input', 'input.paper', 'input.position'],
    ]);
    const both = await write(
      `a: ${taken} b: createCritic(input: { name: "d" }) { errors { code path } }`,
    );
    expect([both['a'], both['b']].map((each) => each?.errors[0]?.code)).toEqual([
      'NOT_UNIQUE',
      'ROLLED_BACK',
    ]);
    expect(
      await readers.data(
        '{ slotByPaperAndPosition(paper: 51, position: 1) { position } critics { totalCount } }',
      ),
    ).toEqual({
      slotByPaperAndPosition: { position: 1 },
      critics: { totalCount: 1 },
    });
  });

  it('are upserted into one row by many at once', async () => {
    const upsert = `a: upsertIssue(by: { paperAndNumber: { paper: 51, number: 9 } },
      create: { paper: { connect: 51 }, number: 9 }, update: { week: 3 }) { issue { id } errors { code } }`;
    const ids = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const { a } = await write(upsert);
        return (a as unknown as { issue: { id: string } | null }).issue?.id;
      }),
    );
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^issue_/);
  });
});
