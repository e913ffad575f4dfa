#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { createProject, DATABASES, TEMPLATES } from './create-project.js';

// npm create relata my-api -- --db postgresql --template empty

const USAGE = `npm create relata <folder> [-- <options>]

  --template ${TEMPLATES.join('|')}       what the application begins with: a blog with users, roles and posts (default), or one model
  --db ${DATABASES.join('|')}   what it keeps its rows in (default: ${DATABASES[0]})
  --relata <version>          another version of Relata than the newest, or a tarball: file:relata.tgz
  --no-install                leaves npm install to you
`;

const OPTIONS = {
  template: { type: 'string', default: TEMPLATES[0] },
  db: { type: 'string', default: DATABASES[0] },
  relata: { type: 'string' },
  'relata-node': { type: 'string' },
  'no-install': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
};

function run() {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [folder, ...more] = positionals;
  if (values.help || folder === undefined || more.length > 0) {
    process.stdout.write(USAGE);
    return values.help ? 0 : 1;
  }
  const project = createProject({
    folder,
    template: values.template,
    db: values.db,
    versions: { relata: values.relata, 'relata-node': values['relata-node'] },
  });
  process.stdout.write(`${project.name} is in ${project.folder}\n`);
  if (!values['no-install'] && !install(project.folder)) {
    process.stderr.write(`npm install failed: run it again in ${project.folder}\n`);
    return 1;
  }
  const place = relative(process.cwd(), project.folder);
  const steps = [
    ...(place === '' ? [] : [`cd ${place}`]),
    ...(values['no-install'] ? ['npm install'] : []),
    ...project.steps,
    'npm start',
  ];
  process.stdout.write(`\nGo on with:\n${steps.map((step) => `  ${step}\n`).join('')}`);
  return 0;
}

function install(cwd) {
  // Under npm, the npm that runs this; npm.cmd on Windows is none that can be run without a shell.
  const { npm_execpath: npm } = process.env;
  const quiet = ['install', '--no-audit', '--no-fund'];
  const { status } =
    npm === undefined
      ? spawnSync('npm', quiet, { cwd, stdio: 'inherit', shell: true })
      : spawnSync(process.execPath, [npm, ...quiet], { cwd, stdio: 'inherit' });
  return status === 0;
}

try {
  process.exitCode = run();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
