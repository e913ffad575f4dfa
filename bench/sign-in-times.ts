import { application } from '../src/app.js';
import 'reflect-metadata';
import { createApp } from '../packages/relata/src/create-app.js';
import { loadSettings } from '../packages/relata/src/settings.js';

// How long it takes to be told that a sign-in failed, for users that are there and that are not:
// `node --import relata/register bench/sign-in-times.ts [rounds]`, on the database of
// DATABASE_URL, with the true cost of hashing. One at a time, known and unknown in turn.
const rounds = Number(process.argv[2] ?? 200);
const app = await createApp(
  application,
  loadSettings({
    NODE_ENV: 'test',
    DATABASE_URL: process.env['DATABASE_URL'] ?? 'sqlite::memory:',
    SECRET: 'of the benchmark: thirty-two bytes',
    PORT: '0',
    LOG_LEVEL: 'silent',
    SAMPLE_DATA: 'off',
    AUTH_ACCOUNT_TRIES: '1000000',
    AUTH_ADDRESS_TRIES: '1000000',
  }),
);
const url = `${await app.start()}/graphql`;

async function ask(query: string): Promise<number> {
  const start = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  await response.text();
  return performance.now() - start;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

const name = `known${String(Date.now())}`;
await ask(
  `mutation { signUp(input: { username: "${name}", email: "${name}@example.org", password: "a good secret" }) { errors { code } } }`,
);
const times = { known: [] as number[], unknown: [] as number[] };
for (let round = -10; round < rounds; round += 1) {
  for (const kind of ['known', 'unknown'] as const) {
    const login = kind === 'known' ? name : `un${name}`;
    const time = await ask(
      `mutation { signIn(login: "${login}", password: "wrong secret") { errors { code } } }`,
    );
    if (round >= 0) {
      times[kind].push(time);
    }
  }
}
const [known, unknown] = [median(times.known), median(times.unknown)];
process.stdout.write(
  `${app.settings.database.dialect}, ${String(rounds)} each: known ${known.toFixed(2)} ms, unknown ${unknown.toFixed(2)} ms, ${((unknown / known - 1) * 100).toFixed(1)} %\n`,
);
await app.stop();
