import {
  describeAttacks,
  describeReads,
  describeStatementCounts,
  describeWrites,
} from 'relata/testing';
import { application } from '../src/app.js';

describeReads(application);
describeWrites(application);
describeAttacks(application);
describeStatementCounts(application);
