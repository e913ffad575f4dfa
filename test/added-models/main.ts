import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { childEnvironment, nodeArguments } from '../docs/project-commands.js';
import { copyWithModels } from './project-with-models.js';

// `npm run try-models -- test/access` runs suites in a copy of the project that has more models.
const folder = await copyWithModels();
try {
  const jest = [...nodeArguments(folder, 'npm run test'), ...process.argv.slice(2)];
  const env = childEnvironment({ NODE_ENV: undefined });
  const { status } = spawnSync(process.execPath, jest, { cwd: folder, env, stdio: 'inherit' });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
