import { parse, visit } from 'graphql';
import { FLAGS_OF_START } from '../../bench/contestants/flags-of-start.js';
import { ERROR_STATUS } from '../../packages/relata/src/errors.js';
import { readText, ROOT } from './markdown.js';
import { scriptsOf } from './project-commands.js';

describe('docs/operations.md', () => {
  const text = readText('docs/operations.md');

  it('starts the server under a supervisor as npm start does', () => {
    expect(text).toContain(`node_modules/.bin/${scriptsOf(ROOT)['start'] ?? ''}\``);
  });

  it('says of each flag of npm start what it is for', () => {
    expect(FLAGS_OF_START.length).toBeGreaterThan(0);
    expect(FLAGS_OF_START.filter((flag) => !text.includes(`- \`${flag}\``))).toEqual([]);
  });

  it('has every code of errors with its status, and no other', () => {
    const rows = [...text.matchAll(/^\| `([A-Z_]+)` +\| (\d{3}) +\|/gm)];
    expect(Object.fromEntries(rows.map(([, code, status]) => [code, Number(status)]))).toEqual(
      ERROR_STATUS,
    );
  });

  it('has every code of the errors of a payload, and no other', () => {
    const codes: string[] = [];
    visit(parse(readText('schema.graphql')), {
      EnumTypeDefinition: ({ name, values = [] }) => {
        if (name.value === 'ErrorCode') {
          codes.push(...values.map((value) => value.name.value));
        }
      },
    });
    const [, table = ''] = text.split('| Code of a payload');
    const [rows = ''] = table.split('\n\n', 1);
    const listed = [...rows.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code);
    expect(listed.sort()).toEqual(codes.sort());
    expect(codes.length).toBeGreaterThan(0);
  });
});
