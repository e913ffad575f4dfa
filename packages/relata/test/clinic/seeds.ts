import type { App } from '../../src/create-app.js';
import { isPostgres } from '../../src/kinds/platform.js';
import { withSession } from '../../src/request/session.js';
import type { TestViewer } from '../../src/testing/test-app.js';
import { Card, Clinic, Country, Doctor, Label, Patient, Visit } from './clinic.js';

/** Two clinics, of which each has a doctor, a patient, a card, a visit and a label, which are called the same. */
export async function seedClinics({ app }: { readonly app: App }): Promise<void> {
  await withSession(app, async (em) => {
    for (const model of [Visit, Card, Patient, Doctor, Label, Clinic, Country]) {
      await em.nativeDelete(model as never, {});
    }
    em.create(Country, { id: 1, name: 'Nowhere' } as never);
    for (const id of [1, 2]) {
      const clinic = em.create(Clinic, { id, name: `clinic ${String(id)}` } as never);
      const doctor = em.create(Doctor, { id, clinic, licence: 'L' } as never);
      const label = em.create(Label, { id, clinic, name: 'allergic' } as never);
      const patient = em.create(Patient, {
        id,
        clinic,
        doctor,
        country: 1,
        code: 'A7',
        isShown: true,
        name: 'Ann',
        labels: [label],
      } as never);
      em.create(Card, { id, clinic, patient, text: `of ${String(id)}` } as never);
      em.create(Visit, {
        id: visitId(id),
        clinic,
        patient,
        doctor,
        day: 1,
        fee: id * 10,
      } as never);
    }
    await em.flush();
    if (isPostgres(em.getPlatform())) {
      // SQLite counts on from the keys there are.
      for (const table of ['clinics', 'doctors', 'patients', 'cards', 'labels', 'countries']) {
        await em.execute(`select setval('${table}_id_seq', 2)`);
      }
    }
  });
}

/** The key of the visit of a clinic. */
export function visitId(clinic: number): string {
  return `018f6b2e-5c3a-7d41-9b0e-2f4a6c8e0d0${String(clinic)}`;
}

/** Somebody in a clinic; in none where that is null. */
export function inClinic(clinic: unknown, permissions: readonly string[] = []): TestViewer {
  return { userId: 1, permissions, ...(clinic === null ? {} : { attributes: { clinic } }) };
}
