import { describeStatementCounts } from 'relata/testing';
import { describeAttacks } from '../../src/testing/attacks/describe-attacks.js';
import { describeReads } from '../../src/testing/reads/describe-reads.js';
import { describeWrites } from '../../src/testing/writes/describe-writes.js';
import { zoo } from '../zoo/zoo.js';

describeReads(zoo);
describeWrites(zoo);
describeAttacks(zoo);
describeStatementCounts(zoo);
