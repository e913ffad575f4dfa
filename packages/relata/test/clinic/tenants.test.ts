import { describeEachDatabase } from '../../src/testing/describe-each-database.js';
import type { Answer, TestViewer } from '../../src/testing/test-app.js';
import { BothReaders } from '../support/both-readers.js';
import { clinic } from './clinic.js';
import { inClinic, seedClinics, visitId } from './seeds.js';

const EVERYTHING = ['patient:read', 'patient:create', 'patient:delete', 'patient:restore'];
const ERRORS = 'errors { code path }';

describeEachDatabase('rows of tenants', { application: clinic }, (app) => {
  let readers: BothReaders;
  beforeAll(async () => {
    readers = await BothReaders.start(app.database);
  });
  beforeEach(() => seedClinics(app));
  afterAll(() => readers.stop());

  const read = async (query: string, viewer: TestViewer = inClinic(1)): Promise<unknown> =>
    await readers.data(query, { viewer });
  const ask = async (document: string, viewer: TestViewer = inClinic(1)): Promise<Answer> =>
    await app.ask(`mutation { ${document} }`, { viewer });
  /** Codes and paths of the errors of the one field of a mutation. */
  const errorsOf = async (document: string, viewer?: TestViewer): Promise<unknown> => {
    const { body } = await ask(`it: ${document} { ${ERRORS} }`, viewer);
    const { it: payload } = (body.data ?? {}) as Record<string, { errors: Fault[] } | null>;
    return (
      payload?.errors.map(({ code, path }) => `${code} ${path.join('.')}`) ??
      body.errors?.map(({ extensions }) => extensions?.['code'])
    );
  };

  const LISTS = `{
    clinics { totalCount nodes { name } }
    doctors { totalCount nodes { id clinic { name } patients { totalCount nodes { id } } } }
    patients { nodes { id labels { nodes { id } } card { id text } } }
    cards { nodes { id } }
    visits { aggregate { sum { fee } max { fee } } nodes { fee patient { id } } }
    labels { nodes { id patients { totalCount } } }
    countries { nodes { name patients { totalCount nodes { id } } } }
  }`;

  it('are the only ones there are, in lists, relations, counts and aggregates', async () => {
    const told = (id: number): unknown => ({
      clinics: { totalCount: 1, nodes: [{ name: `clinic ${String(id)}` }] },
      doctors: {
        totalCount: 1,
        nodes: [
          {
            id: `doctor_${String(id)}`,
            clinic: { name: `clinic ${String(id)}` },
            patients: { totalCount: 1, nodes: [{ id: `patient_${String(id)}` }] },
          },
        ],
      },
      patients: {
        nodes: [
          {
            id: `patient_${String(id)}`,
            labels: { nodes: [{ id: `label_${String(id)}` }] },
            card: { id: `card_${String(id)}`, text: `of ${String(id)}` },
          },
        ],
      },
      cards: { nodes: [{ id: `card_${String(id)}` }] },
      visits: {
        aggregate: { sum: { fee: String(id * 10) }, max: { fee: id * 10 } },
        nodes: [{ fee: id * 10, patient: { id: `patient_${String(id)}` } }],
      },
      labels: { nodes: [{ id: `label_${String(id)}`, patients: { totalCount: 1 } }] },
      countries: {
        nodes: [
          {
            name: 'Nowhere',
            patients: { totalCount: 1, nodes: [{ id: `patient_${String(id)}` }] },
          },
        ],
      },
    });
    expect(await read(LISTS, inClinic(1, EVERYTHING))).toEqual(told(1));
    expect(await read(LISTS, inClinic('2', EVERYTHING))).toEqual(told(2));
  });

  it.each<[string, TestViewer]>([
    ['in none', inClinic(null, EVERYTHING)],
    ['in one that is not there', inClinic(7, EVERYTHING)],
    ['who is nobody', { userId: null }],
  ])('are not there for viewers %s', async (_, viewer) => {
    expect(await read(LISTS, viewer)).toEqual({
      clinics: { totalCount: 0, nodes: [] },
      doctors: { totalCount: 0, nodes: [] },
      patients: { nodes: [] },
      cards: { nodes: [] },
      visits: { aggregate: { sum: { fee: null }, max: { fee: null } }, nodes: [] },
      labels: { nodes: [] },
      countries: { nodes: [{ name: 'Nowhere', patients: { totalCount: 0, nodes: [] } }] },
    });
  });

  it('are the only ones that filters, orders, lookups and ids find', async () => {
    const data = await read(`{
      byCode: patientByCode(code: "A7") { id }
      byName: patientByName(name: "ANN") { id }
      byDay: visitByPatientAndDay(patient: 1, day: 1) { fee }
      byOther: visitByPatientAndDay(patient: 2, day: 1) { fee }
      own: doctor(id: 1) { id }
      other: doctor(id: 2) { id }
      node(id: "doctor_2") { id }
      nodes(ids: ["doctor_2", "label_1", "label_2"]) { id }
      all: countries(where: { patients: { every: { code: { eq: "A7" } }, count: { eq: 1 } } }) { totalCount }
      some: countries(where: { patients: { some: { id: { eq: 2 } } } }) { totalCount }
      ordered: countries(orderBy: [{ patients: { count: DESC } }]) { nodes { name } }
    }`);
    expect(data).toEqual({
      byCode: { id: 'patient_1' },
      byName: { id: 'patient_1' },
      byDay: { fee: 10 },
      byOther: null,
      own: { id: 'doctor_1' },
      other: null,
      node: null,
      nodes: [null, { id: 'label_1' }, null],
      all: { totalCount: 1 },
      some: { totalCount: 0 },
      ordered: { nodes: [{ name: 'Nowhere' }] },
    });
  });

  it('cost no statement more than rows of nobody', async () => {
    const query =
      '{ doctors { nodes { licence patients { nodes { code labels { totalCount } } } } } }';
    const { statements } = await readers.compiled.ask(query, { viewer: inClinic(1) });
    expect(statements).toHaveLength(1);
    const { statements: written } = await ask(
      'createLabel(input: { name: "new" }) { errors { code } }',
    );
    // Whether the name is taken, and the row.
    expect(written.filter(({ sql }) => /"?labels"?/.test(sql))).toHaveLength(2);
  });

  it('are created in the tenant of the viewer, whatever is nested in whatever', async () => {
    const { body } = await ask(
      `createDoctor(input: {
        licence: "M"
        head: { connect: 2 }
        patients: { create: [{ code: "B", isShown: true, name: "Bob", labels: { create: [{ name: "deaf" }] }, card: { create: { text: "b" } } }] }
      }) {
        doctor { clinic { name } patients { nodes { clinic { name } card { clinic { name } } labels { nodes { clinic { name } } } } } }
        ${ERRORS}
      }
      all: createLabels(inputs: [{ name: "x" }, { name: "y" }]) { labels { clinic { name } } }
      visit: createVisit(input: { day: 2, patient: { connect: 2 } }) { visit { clinic { name } } ${ERRORS} }
      country: updateCountry(id: 1, input: { patients: { create: [
        { code: "C", isShown: true, name: "Cy", doctor: { connect: 2 } }
      ] } }) { country { patients { nodes { code clinic { name } } } } ${ERRORS} }`,
      inClinic(2, ['patient:create']),
    );
    const at = { clinic: { name: 'clinic 2' } };
    expect(body.errors).toBeUndefined();
    expect(body.data).toEqual({
      createDoctor: {
        doctor: { ...at, patients: { nodes: [{ ...at, card: at, labels: { nodes: [at] } }] } },
        errors: [],
      },
      all: { labels: [at, at] },
      visit: { visit: at, errors: [] },
      country: {
        country: {
          patients: {
            nodes: [
              { code: 'A7', ...at },
              { code: 'C', ...at },
            ],
          },
        },
        errors: [],
      },
    });
  });

  it.each<[string, string, string]>([
    ['read by an update', 'updateDoctor(id: 2, input: { licence: "X" })', 'id'],
    ['deleted', 'deleteDoctor(id: "doctor_2")', 'id'],
    ['deleted softly', 'deletePatient(id: 2)', 'id'],
    ['restored', 'restorePatient(id: 2)', 'id'],
    ['purged', 'purgePatient(id: 2)', 'id'],
    [
      'updated in bulk',
      'updateDoctors(updates: [{ id: 2, input: { licence: "X" } }])',
      'updates.0.id',
    ],
    ['connected', 'updateDoctor(id: 1, input: { head: { connect: 2 } })', 'input.head.connect'],
    [
      'connected from the other side',
      'updateDoctor(id: 1, input: { assistants: { connect: [2] } })',
      'input.assistants.connect.0',
    ],
    [
      'connected from a row of nobody',
      'updateCountry(id: 1, input: { patients: { connect: [2] } })',
      'input.patients.connect.0',
    ],
    [
      'linked',
      'updatePatient(id: 1, input: { labels: { connect: [2] } })',
      'input.labels.connect.0',
    ],
    [
      'unlinked',
      'updatePatient(id: 1, input: { labels: { disconnect: [2] } })',
      'input.labels.disconnect.0',
    ],
    [
      'updated within another',
      'updateCountry(id: 1, input: { patients: { update: [{ id: 2, input: { name: "x" } }] } })',
      'input.patients.update.0.id',
    ],
    [
      'referred to by new rows',
      'createPatient(input: { code: "x", isShown: true, name: "x", doctor: { connect: 2 } })',
      'input.doctor.connect',
    ],
    ['given in the way of an id', `updateVisit(id: "${visitId(2)}", input: { day: 5 })`, 'id'],
  ])('are not there to be %s', async (_, document, path) => {
    expect(await errorsOf(document, inClinic(1, EVERYTHING))).toEqual([`NOT_FOUND ${path}`]);
    expect(await read('{ doctors { nodes { licence head { id } } } }', inClinic(2))).toEqual({
      doctors: { nodes: [{ licence: 'L', head: null }] },
    });
  });

  it('are left alone by writes of all there are', async () => {
    expect(await errorsOf('deleteLabels(where: {})')).toEqual([]);
    expect(await errorsOf('updateDoctors(where: {}, input: { licence: "X" })')).toEqual([]);
    expect(await errorsOf('updateCountry(id: 1, input: { patients: { set: [] } })')).toEqual([]);
    const query = `{
      labels { totalCount } doctors { nodes { licence } } patients { nodes { country { name } } }
    }`;
    expect(await read(query, inClinic(1))).toEqual({
      labels: { totalCount: 0 },
      doctors: { nodes: [{ licence: 'X' }] },
      patients: { nodes: [{ country: null }] },
    });
    expect(await read(query, inClinic(2))).toEqual({
      labels: { totalCount: 1 },
      doctors: { nodes: [{ licence: 'L' }] },
      patients: { nodes: [{ country: { name: 'Nowhere' } }] },
    });
  });

  it('have answers of their own to one Idempotency-Key', async () => {
    const make = async (id: number): Promise<unknown> =>
      (
        await app.ask(
          'mutation { createLabel(input: { name: "new" }) { label { clinic { id } } } }',
          {
            viewer: inClinic(id),
            headers: { 'idempotency-key': 'k' },
          },
        )
      ).body.data;
    const [first, other, again] = [await make(1), await make(2), await make(1)];
    const made = (key: number): unknown => ({
      createLabel: { label: { clinic: { id: `clinic_${String(key)}` } } },
    });
    expect([first, other, again]).toEqual([made(1), made(2), made(1)]);
    expect(await read('{ labels(where: { name: { eq: "new" } }) { totalCount } }')).toEqual({
      labels: { totalCount: 1 },
    });
  });

  it('are unique among those of their tenant', async () => {
    const viewer = inClinic(3);
    expect(await errorsOf('createLabel(input: { name: "allergic" })')).toEqual([
      'NOT_UNIQUE input.name',
    ]);
    await ask(
      'createClinic(input: { name: "clinic 3" }) { errors { code } }',
      inClinic(1, ['clinic:create']),
    );
    const clinics = await read('{ clinics { nodes { id } } }', viewer);
    expect(clinics).toEqual({ clinics: { nodes: [{ id: 'clinic_3' }] } });
    expect(await errorsOf('createLabel(input: { name: "allergic" })', viewer)).toEqual([]);
    const doctor = 'doctor: { create: { licence: "L" } }';
    expect(
      await errorsOf(
        `createPatient(input: { code: "A7", isShown: true, name: "ANN", ${doctor} })`,
        viewer,
      ),
    ).toEqual([]);
    expect(
      await errorsOf(
        'createPatient(input: { code: "N", isShown: true, name: "aNN", doctor: { connect: 1 } })',
      ),
    ).toEqual(['NOT_UNIQUE input.name']);
    expect(await errorsOf('createVisit(input: { day: 1, patient: { connect: 1 } })')).toEqual([
      'NOT_UNIQUE input',
    ]);
    expect(await errorsOf('updateDoctor(id: 1, input: { licence: "Z" })')).toEqual([]);
  });

  it('are found and made by unique values of their tenant', async () => {
    const upsert = (by: string, code: string): string =>
      `upsertPatient(by: { code: "${by}" }, create: { code: "${code}", isShown: true, name: "of ${code}", doctor: { connect: 1 } }, update: { name: "again" })`;
    expect(await errorsOf(upsert('A7', 'A7'))).toEqual([]);
    expect(await errorsOf(upsert('A8', 'A8'))).toEqual([]);
    expect(
      await errorsOf(
        `updatePatient(id: 1, input: { labels: { connectOrCreate: [
          { where: { name: "allergic" }, create: { name: "allergic" } }
          { where: { name: "tired" }, create: { name: "tired" } }
        ] } })`,
      ),
    ).toEqual([]);
    const query = '{ patients { nodes { name labels { nodes { name } } } } }';
    expect(await read(query)).toEqual({
      patients: {
        nodes: [
          { name: 'again', labels: { nodes: [{ name: 'allergic' }, { name: 'tired' }] } },
          { name: 'of A8', labels: { nodes: [] } },
        ],
      },
    });
    expect(await read(query, inClinic(2))).toEqual({
      patients: { nodes: [{ name: 'Ann', labels: { nodes: [{ name: 'allergic' }] } }] },
    });
  });

  it('are not written by viewers without a tenant', async () => {
    for (const viewer of [inClinic(null, EVERYTHING), inClinic(undefined, EVERYTHING)]) {
      expect(await errorsOf('createLabel(input: { name: "x" })', viewer)).toEqual([
        'FORBIDDEN input',
      ]);
      expect(await errorsOf('deleteLabel(id: 1)', viewer)).toEqual(['NOT_FOUND id']);
      expect(
        await errorsOf(
          'updateCountry(id: 1, input: { patients: { create: [{ code: "x", isShown: true, name: "x", doctor: { connect: 1 } }] } })',
          viewer,
        ),
      ).toEqual([
        'FORBIDDEN input.patients.create.0',
        'NOT_FOUND input.patients.create.0.doctor.connect',
      ]);
    }
    expect(await errorsOf('createLabel(input: { name: "x" })', { userId: null })).toEqual([
      'UNAUTHENTICATED',
    ]);
  });

  it('have a tenant that no input sets', async () => {
    for (const input of ['name: "x", clinic: { connect: 2 }', 'name: "x", clinicId: 2']) {
      const { body } = await ask(`createLabel(input: { ${input} }) { ${ERRORS} }`);
      expect(body.errors?.[0]?.message).toMatch(/is not defined by type|Field "clinic/);
    }
    const { body } = await ask(
      `updateClinic(id: 1, input: { doctors: { connect: [1] } }) { ${ERRORS} }`,
    );
    expect(body.errors?.[0]?.message).toMatch(/Field "doctors" is not defined/);
  });

  it('do not go with a row of nobody that another tenant refers to', async () => {
    const viewer = inClinic(1, ['clinic:delete', ...EVERYTHING]);
    expect(await errorsOf('deleteClinic(id: 2)', viewer)).toEqual(['NOT_FOUND id']);
    expect(await errorsOf('deleteClinic(id: 1)', viewer)).toEqual([]);
    expect(await read('{ doctors { totalCount } }', inClinic(2))).toEqual({
      doctors: { totalCount: 1 },
    });
  });

  it('are an error of the request where the tenant of a viewer can be none', async () => {
    for (const reader of [readers.compiled, readers.reference]) {
      for (const wrong of ['x', 1.5, [1], { id: 1 }, true]) {
        const { body, status } = await reader.ask('{ labels { totalCount } }', {
          viewer: inClinic(wrong),
        });
        expect([status, body.errors?.[0]?.message]).toEqual([500, 'Internal server error']);
      }
    }
  });

  interface Fault {
    readonly code: string;
    readonly path: readonly string[];
  }
});
