import { FLAGS_OF_START } from '../../bench/flags-of-start.js';
import { readText, ROOT } from './markdown.js';
import { scriptsOf } from './project-commands.js';

describe('docs/operations.md', () => {
  const text = readText('docs/operations.md');

  it('starts the server under a supervisor as npm start does', () => {
    expect(text).toContain(`\`node_modules/.bin/${scriptsOf(ROOT)['start'] ?? ''}\``);
  });

  it('says of each flag of npm start what it is for', () => {
    expect(FLAGS_OF_START.length).toBeGreaterThan(0);
    expect(FLAGS_OF_START.filter((flag) => !text.includes(`- \`${flag}\``))).toEqual([]);
  });
});
