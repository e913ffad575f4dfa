import { describeReads } from '../../src/testing/reads/describe-reads.js';
import { blog } from '../blog/blog.js';

describeReads(blog, { runs: 360, atLeast: 50 });
