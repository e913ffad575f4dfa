import { PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BelongsTo, BelongsToMany, BelongsToOne, HasOne, Tenant } from 'relata';
import { createApp } from '../../src/create-app.js';
import type { Models } from '../../src/database/orm.js';
import { loadSettings } from '../../src/settings.js';
import { LANE } from '../../src/testing/lane.js';
import { type Decorate, makeModel } from '../support/models/made-model.js';
import { URLS } from '../support/refusal.js';

/** Why an application of some models does not start; they are called A, B and so on there. */
async function refused(url: string, models: Models): Promise<string> {
  const settings = loadSettings({
    ...LANE,
    NODE_ENV: 'test',
    DATABASE_URL: url,
    SECRET: 'a secret of the tests, thirty-two bytes',
  });
  try {
    const app = await createApp({ models }, settings);
    await app.stop();
    return '';
  } catch (error) {
    return models.reduce(
      (text, { name }, index) =>
        text.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), 'ABC'.charAt(index)),
      (error as Error).message,
    );
  }
}

const modelOf = (decorate: Decorate, base?: abstract new () => object): Models[number] =>
  makeModel(decorate, base);
const clinicOf = (): Models[number] => modelOf(() => undefined);
const tenant = (target: Models[number], options: object = {}, of = {}): Decorate => {
  return (prototype) => {
    BelongsTo(() => target as never, { reverse: false, ...options })(prototype, 'clinic');
    Tenant(of)(prototype, 'clinic');
  };
};
const refers =
  (name: string, target: Models[number]): Decorate =>
  (prototype) => {
    BelongsTo(() => target as never, { reverse: false })(prototype, name);
  };
const column =
  (options: object): Decorate =>
  (prototype) => {
    Property(options as never)(prototype, 'tenant');
    Tenant()(prototype, 'tenant');
  };
const all =
  (...each: readonly Decorate[]): Decorate =>
  (prototype) => {
    each.forEach((decorate) => {
      decorate(prototype);
    });
  };

describe.each(URLS)('tenants on %s', (url) => {
  const SERVED = 'The models cannot be served: ';

  it('are a relation or a column', async () => {
    const clinic = clinicOf();
    const doctor = modelOf(tenant(clinic));
    const patient = modelOf(all(tenant(clinic), refers('doctor', doctor)));
    expect(await refused(url, [clinic, doctor, patient])).toBe('');
    for (const type of ['uuid', 'string', 'integer', 'bigint']) {
      expect(await refused(url, [modelOf(column({ type }))])).toBe('');
    }
  });

  it('are refused where a row might have none, or several', async () => {
    const clinic = clinicOf();
    expect(await refused(url, [clinic, modelOf(tenant(clinic, { nullable: true }))])).toBe(
      `${SERVED}B.clinic: a row without a tenant would be of nobody: leave out nullable`,
    );
    expect(
      await refused(url, [clinic, modelOf(all(tenant(clinic), column({ type: 'uuid' })))]),
    ).toBe(`${SERVED}B.tenant: a row has one tenant, and clinic is it: leave out one @Tenant()`);
  });

  it('are refused where they are no key', async () => {
    expect(await refused(url, [modelOf(column({ type: 'boolean' }))])).toBe(
      `${SERVED}A.tenant: a tenant is known by one column: an integer, a bigint, a UUID or a string`,
    );
    const clinic = clinicOf();
    const many = modelOf((prototype) => {
      BelongsToMany(() => clinic as never, { through: 'made_clinics' })(prototype, 'clinics');
      Tenant()(prototype, 'clinics');
    });
    expect(await refused(url, [clinic, many])).toBe(
      `${SERVED}B.clinics: a tenant is a to-one relation, or a column: move @Tenant() there`,
    );
  });

  it('are refused where they are of a tenant themselves', async () => {
    const clinic = clinicOf();
    const ward = modelOf(tenant(clinic));
    expect(await refused(url, [clinic, ward, modelOf(tenant(ward))])).toContain(
      'C.clinic: a tenant is of no tenant itself: leave out @Tenant() of B',
    );
  });

  it('are refused where keys tell of those of others', async () => {
    const clinic = clinicOf();
    const Keyless = Object as unknown as abstract new () => object;
    const chosen = modelOf(
      all(tenant(clinic), (prototype) => {
        PrimaryKey({ type: 'string', length: 20 })(prototype, 'code');
      }),
      Keyless,
    );
    expect(await refused(url, [clinic, chosen])).toBe(
      `${SERVED}B.code: a key that clients choose tells which ones other tenants have: use one that is made`,
    );
    const part = modelOf(tenant(clinic, { primary: true }), Keyless);
    expect(await refused(url, [clinic, part])).toBe(
      `${SERVED}B.clinic: a tenant is no part of the key: give the model a key of its own`,
    );
  });

  it('are refused where an expression is unique', async () => {
    const model = modelOf(column({ type: 'uuid' }));
    Unique({ name: 'made', expression: 'create unique index made on x (y)' })(model);
    expect(await refused(url, [model])).toBe(
      `${SERVED}A.made: an expression cannot be unique within a tenant: name properties`,
    );
  });

  it('are refused where rows of nobody refer to theirs', async () => {
    const clinic = clinicOf();
    const doctor = modelOf(tenant(clinic));
    expect(await refused(url, [clinic, doctor, modelOf(refers('doctor', doctor))])).toBe(
      `${SERVED}C.doctor: a C is of no tenant and would refer to a B, which is of one: ` +
        'give C a @Tenant(), or have B refer to it',
    );
    const linking = modelOf((prototype) => {
      BelongsToMany(() => doctor as never, { through: 'made_doctors' })(prototype, 'doctors');
    });
    expect(await refused(url, [clinic, doctor, linking])).toContain(
      'C.doctors: a C is of no tenant',
    );
  });

  it('are refused where a row of nobody has room for one of all tenants', async () => {
    const clinic = clinicOf();
    const person = modelOf((prototype) => {
      HasOne(() => patient as never, 'person' as never)(prototype, 'patient');
    });
    const patient: Models[number] = modelOf(
      all(tenant(clinic), (prototype) => {
        BelongsToOne(() => person as never, 'patient' as never)(prototype, 'person');
      }),
    );
    expect(await refused(url, [clinic, person, patient])).toBe(
      `${SERVED}C.person: a B is of no tenant, and has room for one C of all tenants: use a relation to many`,
    );
  });

  it('are refused where they differ', async () => {
    const [clinic, school] = [clinicOf(), clinicOf()];
    const [doctor, pupil] = [modelOf(tenant(clinic)), modelOf(tenant(school))];
    // Which of them is first, their names say.
    const differs =
      /[BC]\.clinic: its tenants are others than those of [BC]: all models have the same, of one attribute/;
    expect(await refused(url, [clinic, doctor, pupil])).toMatch(differs);
    const other = modelOf(tenant(clinic, {}, { attribute: 'clinic' }));
    expect(await refused(url, [clinic, doctor, other])).toMatch(differs);
  });
});
