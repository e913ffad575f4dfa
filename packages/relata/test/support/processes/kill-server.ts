import { blog } from '../../blog/blog.js';
import 'reflect-metadata';
import { createApp } from '../../../src/create-app.js';
import { loadSettings } from '../../../src/settings.js';
import { ADMIN } from '../viewers.js';

// A server in a process of its own, for tests that kill it: whoever asks may do everything. It
// writes its URL once it listens.
const viewer = { userId: ADMIN.userId, permissions: new Set(ADMIN.permissions) };
const app = await createApp(blog, loadSettings(), { resolveViewer: () => viewer });
process.stdout.write(`${await app.start()}\n`);
