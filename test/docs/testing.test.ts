import { fencesOf, readText, ROOT } from './markdown.js';
import { runCommand } from './project-commands.js';

const COMMANDS = fencesOf(readText('docs/testing.md'))
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text }) => text.trim().split('\n'));

it.each(COMMANDS)(
  'docs/testing.md: %s asks for documents and finds no difference',
  async (command) => {
    const { stdout } = await runCommand(ROOT, command, {});
    expect(stdout).toContain('list posts');
    expect(stdout).toMatch(/No difference\.\n$/);
  },
);
