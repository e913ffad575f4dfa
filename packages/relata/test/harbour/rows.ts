import type { SqlEntityManager } from '@mikro-orm/sql';
import { Berth, Leg, Papers, Port, Ship, Sighting, Voyage } from './models.js';

/** Keys that are written otherwise in ids, in JSON and in URLs, in the order of code points. */
const CODES = ['%', '10%7E', 'a"\\b', 'a/b', 'a~b', 'ä', '😀'.repeat(80)] as const;

const SHIPS = 5;
const VOYAGES = 6;
const FIRST = 9_007_199_254_740_991n;

/** A UUID by its number. */
export function uuid(number: number): string {
  return `018f6b2e-5c3a-7d41-9b0e-${number.toString(16).padStart(12, '0')}`;
}

/** Rows of every model, with ties and nulls, some of which refer to none. */
export async function fillHarbour(em: SqlEntityManager): Promise<void> {
  const ports = CODES.map((code, index) =>
    em.create(Port, { code, name: `Port ${String(index % 3)}` }),
  );
  const ships = Array.from({ length: SHIPS }, (_, index) =>
    em.create(Ship, {
      id: uuid(index),
      name: `Ship ${String(index)}`,
      home: index % 4 === 3 ? null : (ports[index] ?? null),
      calls: ports.slice(index),
    }),
  );
  for (const [index, ship] of ships.entries()) {
    ship.carrier = index > 2 ? em.getReference(Ship, uuid(index - 3), { wrapped: true }) : null;
    if (index % 2 === 0) {
      em.create(Papers, { ship, flag: `Flag ${String(index)}` });
    }
  }
  const links: (readonly [bigint, number, string])[] = [];
  for (let index = 0; index < VOYAGES; index += 1) {
    const ship = ships[index % 3];
    const voyage = em.create(Voyage, {
      id: FIRST + BigInt(index),
      ship: ship as never,
      purpose: index % 2 === 0 ? null : 'trade',
    });
    for (let number = 1; number <= index; number += 1) {
      const from = ports[(index + number) % ports.length];
      links.push(
        ...ships.slice(0, number).map(({ id }) => [FIRST + BigInt(index), number, id] as const),
      );
      const leg = em.create(Leg, {
        voyage,
        number,
        log: `${'x'.repeat(300)}${String(number % 2)}`,
        from: from as never,
      });
      em.create(Berth, {
        leg,
        port: ports[number] as never,
        quay: number % 2 === 0 ? '~' : '%7E',
        metres: 10 * (number % 3),
      });
      em.create(Sighting, { leg: number === 1 ? null : leg, what: `Whale ${String(number)}` });
    }
  }
  await em.flush();
  // The ORM writes no links of rows whose keys are bigints.
  await em
    .getKysely()
    .insertInto('leg_escorts' as never)
    .values(
      links.map(([voyage, number, ship]) => ({
        leg_voyage_id: voyage,
        leg_number: number,
        ship_id: ship,
      })),
    )
    .execute();
}
