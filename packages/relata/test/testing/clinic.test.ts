import { describeStatementCounts } from 'relata/testing';
import { describeAttacks } from '../../src/testing/attacks/describe-attacks.js';
import { describeReads } from '../../src/testing/reads/describe-reads.js';
import { describeWrites } from '../../src/testing/writes/describe-writes.js';
import { clinic } from '../clinic/clinic.js';

describeReads(clinic);
describeWrites(clinic);
describeAttacks(clinic);
describeStatementCounts(clinic);
