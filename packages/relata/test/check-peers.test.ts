import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPeers } from '../src/check-peers.js';

describe('an application beside the engine', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'relata-peers-')));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('may have no packages of its own, or the same', () => {
    checkPeers(folder);
    mkdirSync(join(folder, 'node_modules/@mikro-orm'), { recursive: true });
    for (const name of ['graphql', '@mikro-orm/core']) {
      symlinkSync(realpathSync(join('node_modules', name)), join(folder, 'node_modules', name));
    }
    checkPeers(folder);
  });

  it('may have a folder of that name that is no package', () => {
    mkdirSync(join(folder, 'left/node_modules/type-graphql'), { recursive: true });
    expect(() => {
      checkPeers(join(folder, 'left'));
    }).not.toThrow();
  });

  it.each(['graphql', 'type-graphql', '@mikro-orm/core'])(
    'does not start with a copy of %s, wherever in it that is',
    (name) => {
      const app = join(folder, name.replace('/', '-'));
      const copy = join(app, 'node_modules', name);
      mkdirSync(copy, { recursive: true });
      mkdirSync(join(app, 'deep/er'), { recursive: true });
      writeFileSync(join(copy, 'package.json'), '{}');
      const ours = realpathSync(join('node_modules', name));
      expect(() => {
        checkPeers(join(app, 'deep/er'));
      }).toThrow(`There are two copies of ${name}, ${ours} and ${copy}: install one version`);
    },
  );
});
