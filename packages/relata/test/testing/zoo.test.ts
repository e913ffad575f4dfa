import { describeStatementCounts } from 'relata/testing';
import { describeAttacks } from '../../src/testing/attacks/describe-attacks.js';
import { describeReads } from '../../src/testing/reads/describe-reads.js';
import { describeWrites } from '../../src/testing/writes/describe-writes.js';
import { zoo } from '../zoo/zoo.js';

// Several data sets: each kind has nulls, ties and its extremes in one of them.
describeReads(zoo, { runs: 240 });
describeWrites(zoo);
describeAttacks(zoo);
describeStatementCounts(zoo);
