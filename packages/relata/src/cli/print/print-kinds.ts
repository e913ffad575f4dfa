import { printPart } from './print-part.js';
import { kindsTable } from '../../kinds/kinds-table.js';

// Writes the table of the kinds of columns into the guide; with --check, only compares.
process.exitCode = printPart({
  file: 'docs/adding-a-model.md',
  command: 'npm run print-kinds',
  printed: kindsTable(),
  says: 'the kinds say',
  check: process.argv.includes('--check'),
});
