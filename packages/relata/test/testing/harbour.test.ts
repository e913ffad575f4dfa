import { describeStatementCounts } from 'relata/testing';
import { describeAttacks } from '../../src/testing/attacks/describe-attacks.js';
import { describeReads } from '../../src/testing/reads/describe-reads.js';
import { describeWrites } from '../../src/testing/writes/describe-writes.js';
import { harbour } from '../harbour/harbour.js';

// Keys of every kind, and keys made of keys; nobody signs in.
describeReads(harbour);
describeWrites(harbour, { runs: 50 });
describeAttacks(harbour);
describeStatementCounts(harbour);
