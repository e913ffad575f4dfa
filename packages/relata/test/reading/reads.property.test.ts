import { describeReads } from '../../src/testing/reads/describe-reads.js';
import { blog } from '../blog/blog.js';

describeReads(blog, { runs: 300, atLeast: 50 });
