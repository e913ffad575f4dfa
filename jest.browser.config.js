import base from './jest.config.js';

// No database server: the playground shows the sample data of the embedded database.
/** @type {import('jest').Config} */
export default {
  ...base,
  testMatch: ['**/*.browser.ts'],
  globalSetup: null,
  globalTeardown: null,
  // Every view in a real browser, on a machine that may be busy.
  testTimeout: 240_000,
};
