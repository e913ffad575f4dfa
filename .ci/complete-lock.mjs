// npm leaves an optional platform package out of package-lock.json when the registry did not serve
// it while the lock was written; `npm ci` then refuses the whole lock. This names them all, without
// a digest, so that `npm ci` works for every platform: run it after each `npm install`.
// `--check` only says whether the lock is complete.
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = new URL('../package-lock.json', import.meta.url);
const PLATFORM =
  /-(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|x64|ia32|ppc64|s390x|riscv64|loong64)(?:-(\w+))?$/;

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
const missing = Object.values(lock.packages).flatMap((entry) =>
  Object.entries(entry.optionalDependencies ?? {})
    .filter(([name]) => lock.packages[`node_modules/${name}`] === undefined && PLATFORM.test(name))
    .map(([name, version]) => [`node_modules/${name}`, entryOf(name, version, entry.dev)]),
);

if (process.argv.includes('--check')) {
  process.exitCode = missing.length === 0 ? 0 : 1;
  process.stdout.write(
    missing.length === 0
      ? 'package-lock.json names every platform\n'
      : `package-lock.json lacks ${missing.length} packages: node .ci/complete-lock.mjs\n`,
  );
} else {
  const [root, ...others] = [...Object.entries(lock.packages), ...missing];
  others.sort(([a], [b]) => a.localeCompare(b, 'en'));
  lock.packages = Object.fromEntries([root, ...others]);
  writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
  process.stdout.write(`${missing.length} packages added\n`);
}

function entryOf(name, version, isDev) {
  const [, os, cpu, abi] = PLATFORM.exec(name);
  const libc =
    os !== 'linux'
      ? undefined
      : /musl/.test(abi ?? '')
        ? 'musl'
        : abi === 'gnu'
          ? 'glibc'
          : undefined;
  return {
    version,
    cpu: [cpu],
    ...(isDev ? { dev: true } : {}),
    ...(libc === undefined ? {} : { libc: [libc] }),
    optional: true,
    os: [os],
  };
}
