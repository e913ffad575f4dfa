import { describeStatementCounts } from 'relata/testing';
import { describeReads } from '../../src/testing/reads/describe-reads.js';
import { describeAttacks } from '../../src/testing/attacks/describe-attacks.js';
import { describeWrites } from '../../src/testing/writes/describe-writes.js';
import { depot } from '../depot/depot.js';

describeReads(depot);
describeWrites(depot);
describeAttacks(depot);
describeStatementCounts(depot);
