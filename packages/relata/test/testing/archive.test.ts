import { describeStatementCounts } from 'relata/testing';
import { describeAttacks } from '../../src/testing/attacks/describe-attacks.js';
import { describeReads } from '../../src/testing/reads/describe-reads.js';
import { describeWrites } from '../../src/testing/writes/describe-writes.js';
import { archive } from '../archive/archive.js';

// Trees, with hidden and deleted rows in them, and of keys of every kind.
describeReads(archive, { runs: 100 });
describeWrites(archive);
describeAttacks(archive);
describeStatementCounts(archive);
