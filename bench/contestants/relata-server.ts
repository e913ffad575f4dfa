import { serveApplication } from './serve-application.js';

await serveApplication(() => import('../../src/app.js'), {
  READER: process.env['READER'],
  AUTH_ACCESS_TOKEN_MS: '86400000',
});
