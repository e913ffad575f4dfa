import { describeWrites } from '../../src/testing/writes/describe-writes.js';
import { blog } from '../blog/blog.js';

describeWrites(blog, { runs: 60 });
