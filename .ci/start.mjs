// What a newcomer does: `npm start`, then the first query of the README. Ends the server again.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const READY_MS = 30_000;
const STOP_MS = 15_000;

const query = /```graphql\n(.*?)```/s.exec(readFileSync('README.md', 'utf8'))?.[1].trim();
if (query === undefined) {
  throw new TypeError('README.md has no query');
}

const began = performance.now();
const server = spawn('npm', ['start'], {
  env: { ...process.env, PORT: '0', HOST: '127.0.0.1' },
  stdio: ['ignore', 'pipe', 'inherit'],
  // A process group of its own: npm and its shell do not pass a signal on to the server.
  detached: true,
});
// Not 'exit': the output closes when the last of the group has gone.
const ended = once(server, 'close');

try {
  const url = await Promise.race([
    readyUrl(),
    ended.then(() => fail('npm start ended by itself')),
    sleep(READY_MS, null, { ref: false }).then(() => fail('npm start is not ready')),
  ]);
  process.stdout.write(`Ready after ${Math.round(performance.now() - began)} ms at ${url}\n`);
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  const { data, errors } = JSON.parse(text);
  if (response.status !== 200 || errors !== undefined || !(data?.posts?.nodes?.length > 0)) {
    fail(`The first query of the README got ${response.status}: ${text}`);
  }
  process.stdout.write(`The first query of the README got ${data.posts.totalCount} posts\n`);
} finally {
  await stop();
}

async function stop() {
  if (server.exitCode !== null) {
    return;
  }
  process.kill(-server.pid, 'SIGTERM');
  const hasEnded = await Promise.race([
    ended.then(() => true),
    sleep(STOP_MS, false, { ref: false }),
  ]);
  if (!hasEnded) {
    process.kill(-server.pid, 'SIGKILL');
    fail('npm start does not end');
  }
}

async function readyUrl() {
  let output = '';
  for await (const chunk of server.stdout) {
    output += chunk;
    const url = / is ready at (\S+)/.exec(output)?.[1];
    if (url !== undefined) {
      server.stdout.resume();
      return url;
    }
  }
  return fail('npm start closed its output');
}

function fail(message) {
  throw new TypeError(message);
}
